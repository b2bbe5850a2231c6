package dev.weir.trace;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of a batch cost so far, all attempts together.
 *
 * @param exchanges how many of its requests have ended
 * @param currency null if none of them has a price
 */
public record BatchCost(long exchanges, BigDecimal cost, @Nullable String currency) {}
