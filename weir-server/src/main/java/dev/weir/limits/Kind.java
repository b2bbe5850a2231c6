package dev.weir.limits;

import dev.weir.tenancy.CallLimits;
import org.jspecify.annotations.Nullable;

/** What is counted of calls. */
enum Kind {
    CONCURRENCY("concurrency", "calls in progress at once") {
        @Override
        @Nullable
        Long of(CallLimits limits) {
            return limits.concurrency() == null ? null : limits.concurrency().longValue();
        }
    },
    REQUESTS("rpm", "requests a minute") {
        @Override
        @Nullable
        Long of(CallLimits limits) {
            return limits.rpm();
        }
    },
    TOKENS("tpm", "tokens a minute") {
        @Override
        @Nullable
        Long of(CallLimits limits) {
            return limits.tpm();
        }
    },
    DAY("tokens_per_day", "tokens a day") {
        @Override
        @Nullable
        Long of(CallLimits limits) {
            return limits.tokensPerDay();
        }
    };

    private final String wire;
    private final String words;

    Kind(String wire, String words) {
        this.wire = wire;
        this.words = words;
    }

    /** The limit of this kind; null if there is none. */
    abstract @Nullable Long of(CallLimits limits);

    String wire() {
        return wire;
    }

    String words() {
        return words;
    }
}
