package dev.weir.config;

import java.time.Duration;

@Doc("Makes the calls of keys wait that are refused again and again.")
public record SlowDownConfig(
        @Doc("So many refusals by a limit or a budget, in the time below, have no consequence.")
        @Default("20")
        @Range(min = 1, max = 1_000_000)
        int after,

        @Doc("The time in which so many refusals are forgotten.") @Default("1m")
        Duration within,

        @Doc("The delay of a key's calls after one more; each further refusal doubles it.") @Default("250ms")
        Duration first,

        @Doc("The longest delay.") @Default("10s") Duration longest) {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    public SlowDownConfig {
        if (within.isZero() || first.isZero()) {
            throw new IllegalArgumentException("within and first are longer than 0; write for example 1m and 250ms");
        }
        if (longest.compareTo(first) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("longest is at least first, and at most 1m");
        }
    }
}
