package dev.weir.routing;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment takes on.
 *
 * @param rpm the most requests in any minute; null for no limit
 * @param tpm the most tokens in any minute, input and output; null for no limit
 * @param concurrency the most calls at a time; null for no limit
 */
public record Limits(
        @Nullable Long rpm, @Nullable Long tpm, @Nullable Long concurrency) {
    public static final Limits NONE = new Limits(null, null, null);
}
