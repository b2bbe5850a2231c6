package dev.weir.limits;

import dev.weir.tenancy.Applied;
import java.util.List;

/** Counts what calls use of their limits. Thread-safe. */
interface Rates {
    /** Takes a request and so many tokens from each of these limits, or nothing. */
    RateBook.Outcome take(List<Applied> limits, long tokens);

    /**
     * Whether a call's tokens need not be counted before it begins: with all that calls in progress have taken, it takes
     * a small part of what is left of each of these limits, so that it hardly matters if it takes more than it uses.
     *
     * @param tokens the most that it may be
     */
    boolean isRoomy(List<Applied> limits, long tokens);

    /** How each of these limits stands, and whether a call that takes so many tokens would pass it. Takes nothing. */
    List<RateLine> lines(List<Applied> limits, long tokens);

    /** Counts tokens of the day, whether there is room for them or not. */
    void spend(List<Applied> limits, long tokens);
}
