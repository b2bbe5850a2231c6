package dev.weir.console;

import dev.weir.spi.Principal;
import java.time.Instant;

/** What happened in the principal's project, and how far its set-up has come. Thread-safe. */
public interface HomeSource {
    /** Figures from {@code from} until {@code to}. */
    HomeView figures(Principal principal, Instant from, Instant to);

    Setup setup(Principal principal);
}
