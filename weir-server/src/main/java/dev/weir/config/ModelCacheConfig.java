package dev.weir.config;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Doc("Which answers of this model are kept and given again; a key that is absent is that of the installation's"
        + " `cache`.")
public record ModelCacheConfig(
        @Doc("`off`, `on` or `never`.") @Nullable CacheMode mode,

        @Doc("How long an answer is kept.") @Nullable Duration ttl,

        @Doc("How long a provider's failure is kept.") @Nullable
        Duration failures,

        @Doc("Whether answers that are drawn at random are given again.") @Nullable
        Boolean sampled,

        @Doc("Whether answers to requests with tools are given again.") @Nullable
        Boolean tools,

        @Doc("Whether the same requests in flight share one call.") @Nullable
        Boolean coalesce,

        @Doc("The share of an answer's cost that is charged for giving it again.") @Range(min = 0, max = 1) @Nullable
        BigDecimal charge) {}
