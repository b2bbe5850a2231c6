package dev.weir.config;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Doc("Answers that are kept in memory and given again to the same request. A model's own `cache` goes before these.")
public record CacheConfig(
        @Doc("What kept answers may take in memory; answers in flight may take as much again.") @Default("64MB")
        ByteSize size,

        @Doc("The largest answer that is kept.") @Default("1MB")
        ByteSize maxAnswer,

        @Doc("`off`: only for requests that ask for it with `weir.cache`; `on`: for every request that the other keys"
                + " allow; `never`: for none.")
        @Default("off")
        CacheMode mode,

        @Doc("How long an answer is kept; `0s`: the same requests in flight share a call, and nothing is kept.")
        @Default("10m")
        Duration ttl,

        @Doc("How long a provider's failure is kept, so that the same request does not have it called again at once.")
        @Default("1s")
        Duration failures,

        @Doc("Whether answers that are drawn at random, those of requests with a `temperature` other than 0 or none,"
                + " are given again to requests that do not ask for it.")
        @Default("false")
        boolean sampled,

        @Doc("The same for requests that let the model use tools.") @Default("false")
        boolean tools,

        @Doc("Whether the same requests in flight share one call.") @Default("true")
        boolean coalesce,

        @Doc("The share of an answer's cost that is charged for giving it again: 0 is free, 1 its full price.")
        @Default("0")
        @Range(min = 0, max = 1)
        BigDecimal charge,

        @Doc(
                "A Redis in which several nodes count requests and tokens together, as `redis://host:6379`, `rediss://` for"
                        + " TLS, with `user:secret@` before the host if need be. Absent: each node counts for itself. Answers are"
                        + " kept by each node in its own memory in any case.")
        @Nullable
        Secret redis) {
    public CacheConfig {
        if (redis != null
                && !redis.reveal().startsWith("redis://")
                && !redis.reveal().startsWith("rediss://")) {
            throw new IllegalArgumentException("redis is an address that begins with redis:// or rediss://");
        }
    }
}
