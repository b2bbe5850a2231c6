package dev.weir.usage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums over what has something in common.
 *
 * @param group what they have in common, by the dimensions' names, in the question's order; empty where there is none,
 *     as for requests for nobody
 * @param currency of the amounts; null where nothing had a price
 */
public record UsageRow(
        Map<String, String> group, Sums sums, @Nullable String currency) {}
