package dev.weir.edge;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.CacheUse;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Recording;
import dev.weir.spi.WeirOptions;
import java.util.List;
import java.util.Locale;

/** Turns a request that was understood into a call, with a recording of its own. */
final class CallFactory {
    private static final String CACHE = "x-weir-cache";

    private final Clock clock;
    private final IdSource ids;

    CallFactory(Clock clock, IdSource ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * @throws Refusal if a header of Weir's own says what it does not know
     */
    Call make(Request request, Operation operation, WeirOptions options) {
        Recording recording = new Recording(new ExchangeId(ids.next("ex_")), clock, clock::nanoTime);
        return new Call(
                request.id(),
                operation,
                options(request, options),
                request.principal(),
                recording.startedAt().plus(Outbound.Timeouts.LONGEST),
                request.cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    private static WeirOptions options(Request request, WeirOptions options) {
        WeirOptions tagged = request.tags().isEmpty() ? options : options.withTags(request.tags());
        return request.header(CACHE).map(use -> tagged.withCache(cache(use))).orElse(tagged);
    }

    private static CacheUse cache(String use) {
        return switch (use.strip().toLowerCase(Locale.ROOT)) {
            case "on" -> CacheUse.ON;
            case "off" -> CacheUse.OFF;
            case "refresh" -> CacheUse.REFRESH;
            default ->
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "The header " + CACHE + " is '" + use + "', which says nothing to the cache.",
                        CACHE,
                        "Send on, off or refresh, or leave it out.");
        };
    }
}
