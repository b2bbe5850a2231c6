package dev.weir.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Doc(
        "When the answer of a deployment is good enough, where the strategy is `cascade`; the last deployment's always is.")
public record CascadeConfig(
        @Doc("How much of a stream is judged before any of it is passed on: `whole`, or its `beginning`, which costs"
                + " less time to the first token and sees less.")
        @Default("whole")
        Judged judge,

        @Doc("Whether an answer must have the form that the request asks for: not empty, not cut off, no refusal, JSON"
                + " that keeps to its schema, tool calls that can be read.")
        @Default("true")
        boolean validity,

        @Doc("The least geometric mean of the tokens' probabilities, 0 to 1, at deployments that tell them; absent:"
                + " only shown in the trace.")
        @Range(min = 0, max = 1)
        @Nullable
        BigDecimal probability,

        @Doc("The least probability of any one token, 0 to 1; absent: only shown in the trace.")
        @Range(min = 0, max = 1)
        @Nullable
        BigDecimal lowest,

        @Doc("The least confidence of `weir/extractive`, 0 to 1.") @Default("0.5") @Range(min = 0, max = 1)
        BigDecimal confidence,

        @Doc("Scorers by name with the least score, 0 to 1: `certain`, `grounded`, or an extension's. They judge whole"
                + " answers.")
        Map<String, BigDecimal> scorers,

        @Doc("How many characters of text make a beginning.") @Default("200") @Range(min = 1, max = 100_000)
        int beginning,

        @Doc("The most of a stream that is held back; what is longer is judged by its beginning.") @Default("1MiB")
        ByteSize hold,

        @Doc("The longest that a stream is held back after its first token; what takes longer is judged by its"
                + " beginning.")
        @Default("20s")
        Duration patience) {
    public CascadeConfig {
        scorers = Map.copyOf(scorers);
        scorers.forEach((name, least) -> {
            if (least.signum() < 0 || least.compareTo(BigDecimal.ONE) > 0) {
                throw new IllegalArgumentException("scorers." + name + " is between 0 and 1");
            }
        });
    }

    /** How much of a stream is judged. */
    public enum Judged {
        WHOLE,
        BEGINNING
    }
}
