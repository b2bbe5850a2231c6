package dev.weir.billing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a plan may put a price of its own on. In the order of lines. */
enum Meter {
    /** Attempts that were answered. */
    REQUESTS {
        @Override
        long of(Counts counts, Set<Meter> priced) {
            return counts.answered();
        }
    },
    /** All input, without what was read from the cache where that has its own price. */
    INPUT_TOKENS {
        @Override
        long of(Counts counts, Set<Meter> priced) {
            return counts.input() - (priced.contains(CACHED_INPUT_TOKENS) ? counts.cachedInput() : 0);
        }
    },
    CACHED_INPUT_TOKENS {
        @Override
        long of(Counts counts, Set<Meter> priced) {
            return counts.cachedInput();
        }
    },
    /** All output, without reasoning where that has its own price. */
    OUTPUT_TOKENS {
        @Override
        long of(Counts counts, Set<Meter> priced) {
            return counts.output() - (priced.contains(REASONING_TOKENS) ? counts.reasoning() : 0);
        }
    },
    REASONING_TOKENS {
        @Override
        long of(Counts counts, Set<Meter> priced) {
            return counts.reasoning();
        }
    },
    SEARCHES {
        @Override
        long of(Counts counts, Set<Meter> priced) {
            return counts.searches();
        }
    };

    /**
     * How much was used.
     *
     * @param priced which meters have a price for the same model
     */
    abstract long of(Counts counts, Set<Meter> priced);

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Meter> named(String word) {
        return Arrays.stream(values())
                .filter(meter -> meter.wire().equals(word))
                .findFirst();
    }
}
