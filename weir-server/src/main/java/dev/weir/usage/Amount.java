package dev.weir.usage;

import java.util.Locale;

/** What is added up in money. The names are those of the columns and of the API. */
public enum Amount {
    /** What attempts cost. */
    COST,
    /** The part of it that was spent on attempts whose answer nobody got. */
    FAILED_COST,
    /** What projects are charged for answers from the cache. */
    CACHE_CHARGE,
    /** What answers from the cache would have cost. */
    CACHE_SAVINGS,
    /** What corrections add to the cost, or take from it. */
    ADJUSTMENT;

    /** {@code failed_cost}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
