package dev.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * What the cache did for a call that it may serve.
 *
 * @param source the exchange whose call to a provider made the answer; a miss is its own
 * @param charge what the project is charged for an answer that was made for another exchange; null for a miss, whose
 *     attempts say what it cost, and where the answer had no price
 * @param currency of the charge
 */
public record Cached(
        Outcome outcome,
        ExchangeId source,
        @Nullable Money charge,
        @Nullable String currency) {
    /** Where the answer came from. */
    public enum Outcome {
        /** From memory. */
        HIT,
        /** From a provider, because it was not in memory. */
        MISS,
        /** From a call to a provider that another exchange had begun. */
        SHARED;

        /** The name on the wire: {@code hit}. */
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The exchange's own call to a provider. */
    public static Cached miss(ExchangeId own) {
        return new Cached(Outcome.MISS, own, null, null);
    }
}
