package dev.weir.console;

import dev.weir.spi.ExchangeId;
import dev.weir.spi.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finished exchanges of the principal's project. Thread-safe. */
public interface TraceSource {
    /**
     * Exchanges that pass the filter, newest first.
     *
     * @param cursor what the page before named as {@link TraceList#next}, or null for the newest
     */
    TraceList list(Principal principal, TraceFilter filter, @Nullable String cursor, int limit);

    /** What there is to filter by. */
    TraceChoices choices(Principal principal);

    /** One exchange, or nothing if there is none of that id in the project. */
    Optional<TraceView> find(Principal principal, ExchangeId id);
}
