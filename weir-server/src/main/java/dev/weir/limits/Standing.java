package dev.weir.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a call's limits have left, of those that apply the one with the least.
 *
 * @param requests null if no limit counts requests
 * @param tokens by the minute or by the day; null if no limit counts tokens
 */
record Standing(@Nullable Quota requests, @Nullable Quota tokens) {
    static final Standing UNLIMITED = new Standing(null, null);

    /**
     * One limit.
     *
     * @param remaining not negative
     * @param reset until all of it is there again
     */
    record Quota(long limit, long remaining, Duration reset) {}

    Standing with(Kind kind, Quota quota) {
        return switch (kind) {
            case REQUESTS -> new Standing(tighter(requests, quota), tokens);
            case TOKENS, DAY -> new Standing(requests, tighter(tokens, quota));
            case CONCURRENCY -> this;
        };
    }

    private static Quota tighter(@Nullable Quota one, Quota other) {
        return one == null || other.remaining() < one.remaining() ? other : one;
    }
}
