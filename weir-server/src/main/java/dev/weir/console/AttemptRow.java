package dev.weir.console;

import dev.weir.spi.Attempt;
import dev.weir.spi.Exchange;
import dev.weir.spi.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An attempt of an exchange, with why it was made and what came of it. Neither is in its record: both follow from the
 * attempts before it and from the steps that hedging, cascades and repairs leave in the trace.
 *
 * @param number from 1
 * @param why one of first, retry, fallback, hedge, escalation, continuation, repair
 * @param note more of why it ended so; empty if there is nothing to tell
 */
public record AttemptRow(int number, Attempt attempt, String why, String word, Mark mark, String tone, String note) {

    /** In the order in which they began. */
    static List<AttemptRow> of(Exchange exchange) {
        List<Attempt> begun = exchange.attempts().stream()
                .sorted(Comparator.comparingLong(Attempt::startNanos))
                .toList();
        List<AttemptRow> rows = new ArrayList<>();
        for (int i = 0; i < begun.size(); i++) {
            int number = exchange.attempts().indexOf(begun.get(i)) + 1;
            rows.add(row(exchange, number, begun.get(i), begun.subList(0, i)));
        }
        return rows;
    }

    private static AttemptRow row(Exchange exchange, int number, Attempt attempt, List<Attempt> before) {
        String why = why(exchange, attempt, before);
        String error = attempt.error();
        if (attempt.isLost()) {
            return new AttemptRow(number, attempt, why, "Lost the race", Mark.IDLE, "", "another was quicker");
        }
        if (error != null) {
            boolean left = error.equals("cancelled");
            return new AttemptRow(
                    number,
                    attempt,
                    why,
                    left ? "Given up" : "Failed",
                    left ? Mark.WARN : Mark.BAD,
                    left ? "warn" : "bad",
                    error);
        }
        Optional<Span> judgement = judgement(exchange, attempt);
        boolean escalated =
                judgement.filter(span -> is(span, "verdict", "escalated")).isPresent();
        return escalated
                ? new AttemptRow(
                        number,
                        attempt,
                        why,
                        "Not good enough",
                        Mark.INFO,
                        "",
                        judgement.get().attributes().getOrDefault("reason", ""))
                : new AttemptRow(number, attempt, why, "Answered", Mark.OK, "", passed(judgement));
    }

    private static String passed(Optional<Span> judgement) {
        return judgement.isPresent() ? "judged good enough" : "";
    }

    private static boolean is(Span span, String name, String value) {
        return value.equals(span.attributes().get(name));
    }

    private static String why(Exchange exchange, Attempt attempt, List<Attempt> before) {
        if (before.isEmpty()) {
            return "first";
        }
        if (isWithin(exchange, attempt, "repair")) {
            return "repair";
        }
        Attempt last = before.getLast();
        boolean beside = before.stream().anyMatch(other -> end(other) > attempt.startNanos());
        if (beside && exchange.spans().stream().anyMatch(span -> span.name().equals("hedge"))) {
            return "hedge";
        }
        boolean escalated = judgement(exchange, last)
                .filter(span -> is(span, "verdict", "escalated"))
                .isPresent();
        if (escalated) {
            return "escalation";
        }
        if (last.error() != null && last.firstTokenNanos() >= 0 && exchange.stream()) {
            return "continuation";
        }
        boolean again = before.stream().anyMatch(other -> other.target().equals(attempt.target()));
        return again ? "retry" : "fallback";
    }

    /** The judgement of its answer, if there was one: the first of its deployment that ended after it. */
    private static Optional<Span> judgement(Exchange exchange, Attempt attempt) {
        return exchange.spans().stream()
                .filter(span -> span.name().equals("judgement")
                        && is(span, "deployment", attempt.target().name())
                        && span.startNanos() <= attempt.startNanos()
                        && span.startNanos() + span.durationNanos() >= attempt.startNanos())
                .findFirst();
    }

    private static boolean isWithin(Exchange exchange, Attempt attempt, String step) {
        return exchange.spans().stream()
                .anyMatch(span -> span.name().equals(step)
                        && span.startNanos() <= attempt.startNanos()
                        && span.startNanos() + span.durationNanos() >= attempt.startNanos());
    }

    private static long end(Attempt attempt) {
        return attempt.startNanos() + attempt.durationNanos();
    }
}
