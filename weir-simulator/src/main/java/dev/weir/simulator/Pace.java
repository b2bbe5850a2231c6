package dev.weir.simulator;

import java.time.Duration;

/**
 * How fast a reply comes.
 *
 * @param firstToken time from the request to the first token
 * @param tokensPerSecond speed after the first token; infinite sends everything at once
 * @param jitter how far each gap between tokens may stray, as a fraction of it: 0.2 is plus or minus 20 %
 */
public record Pace(Duration firstToken, double tokensPerSecond, double jitter) {

    /** Everything at once. */
    public static final Pace IMMEDIATE = new Pace(Duration.ZERO, Double.POSITIVE_INFINITY, 0);

    public Pace {
        Checks.that(
                !firstToken.isNegative(), "first_token", firstToken, "a duration of 0ms or more, such as \"200ms\"");
        Checks.that(tokensPerSecond > 0, "tokens_per_second", tokensPerSecond, "a number above 0");
        Checks.that(jitter >= 0 && jitter <= 1, "jitter", jitter, "a fraction from 0 to 1");
    }
}
