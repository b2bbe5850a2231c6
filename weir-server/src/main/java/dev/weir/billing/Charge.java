package dev.weir.billing;

import dev.weir.spi.Usage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the log charges for.
 *
 * @param id of the attempt, of the exchange that the cache answered, or of the correction
 * @param deployment where the attempt went; null for others
 * @param picos what it cost; null where there was no price
 * @param error why the attempt failed; null if it did not
 */
record Charge(
        Kind kind,
        String id,
        String model,
        @Nullable String deployment,
        @Nullable Long picos,
        @Nullable String currency,
        @Nullable String error,
        Usage usage) {
    /** In the order of lines. */
    enum Kind {
        /** An attempt at a provider. */
        USAGE,
        /** An answer that was made for another call. */
        CACHE,
        /** A later correction. */
        ADJUSTMENT;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
