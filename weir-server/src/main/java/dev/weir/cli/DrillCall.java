package dev.weir.cli;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One call of a drill, over.
 *
 * @param error the code of the error that the caller got; null if there was none
 * @param finishReason why the answer ended, as the caller was told; null if it was not
 * @param firstTextMs when the caller saw the first text; null if there was none
 * @param attempts as the exchange has them
 */
record DrillCall(
        String exchange,
        @Nullable String error,
        @Nullable String finishReason,
        @Nullable Double firstTextMs,
        double totalMs,
        List<Attempt> attempts,
        Verdict verdict) {
    private static final int MOST_ATTEMPTS = 6;
    private static final double CLOSE_MS = 1500;
    private static final Set<String> NO_DEPLOYMENT = Set.of("cancelled", "internal_error");

    /** One try at a deployment. */
    record Attempt(
            String deployment,
            @Nullable String error,
            double startMs,
            double durationMs,
            long outputTokens,
            @Nullable String cost) {
        static Attempt of(JsonNode attempt) {
            return new Attempt(
                    Shown.text(attempt, "deployment"),
                    attempt.has("error") ? Shown.text(attempt, "error") : null,
                    attempt.path("start_ms").asDouble(0),
                    attempt.path("duration_ms").asDouble(0),
                    attempt.at("/usage/output_tokens").asLong(0),
                    attempt.has("cost") ? Shown.text(attempt, "cost") : null);
        }
    }

    /**
     * What to think of it.
     *
     * @param right whether the caller got a whole answer or one clear error, and nobody was hammered
     */
    record Verdict(boolean right, String why) {}

    static DrillCall of(
            String exchange,
            @Nullable String error,
            @Nullable String finishReason,
            @Nullable Double firstTextMs,
            double totalMs,
            List<Attempt> attempts) {
        return new DrillCall(
                exchange, error, finishReason, firstTextMs, totalMs, attempts, judged(error, finishReason, attempts));
    }

    private static Verdict judged(@Nullable String error, @Nullable String finishReason, List<Attempt> attempts) {
        if (attempts.size() > MOST_ATTEMPTS) {
            return new Verdict(false, attempts.size() + " attempts");
        }
        if (isHammered(attempts)) {
            return new Verdict(false, "a deployment was asked three times within 1.5 s");
        }
        if (error != null) {
            boolean contradicts = finishReason != null || NO_DEPLOYMENT.contains(error);
            return new Verdict(!contradicts, "one clear error: " + error);
        }
        if (finishReason == null) {
            return new Verdict(false, "the answer broke off without an error");
        }
        String who = attempts.isEmpty() ? "nobody" : attempts.getLast().deployment();
        return new Verdict(true, "a whole answer, in the end from " + who);
    }

    private static boolean isHammered(List<Attempt> attempts) {
        for (int i = 2; i < attempts.size(); i++) {
            Attempt last = attempts.get(i);
            long close = attempts.subList(0, i).stream()
                    .filter(one ->
                            one.deployment().equals(last.deployment()) && last.startMs() - one.startMs() < CLOSE_MS)
                    .count();
            if (close > 1) {
                return true;
            }
        }
        return false;
    }
}
