package dev.weir.config;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

@Doc(
        "What is done with sentences of an answer that the passages do not support, where a request does not say otherwise.")
public record GroundingConfig(
        @Doc(
                "`off`; `mark`: verdicts beside the answer; `drop`: such sentences are left out; `regenerate`: the model is"
                        + " asked once more; `refuse`: the answer is withheld.")
        @Default("mark")
        Policy policy,

        @Doc("The least probability of a sentence that counts as supported.") @Default("0.5") @Range(min = 0, max = 1)
        BigDecimal threshold,

        @Doc("The model that gives a second opinion on doubtful sentences; absent: nobody.") @Nullable
        String judge,

        @Doc("How much of an answer is judged, in characters, and so the most that is held back.")
        @Default("65536")
        @Range(min = 1000, max = 1_000_000)
        int longest) {
    public GroundingConfig {
        if (threshold.signum() == 0 || threshold.compareTo(BigDecimal.ONE) == 0) {
            throw new IllegalArgumentException("threshold is above 0 and below 1");
        }
    }

    /** What is done. */
    public enum Policy {
        OFF,
        MARK,
        DROP,
        REGENERATE,
        REFUSE
    }
}
