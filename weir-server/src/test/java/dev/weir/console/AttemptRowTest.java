package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Span;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.TestExchange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttemptRowTest {
    private static Attempt attempt(String target, @Nullable String error, long start, long duration, long first) {
        String[] names = target.split("/");
        return new Attempt(
                new AttemptId("at_" + start),
                new Target(names[0], names[1]),
                error,
                Usage.NONE,
                null,
                null,
                null,
                start,
                duration,
                first);
    }

    private static List<String> told(List<Attempt> attempts, Span... spans) {
        Exchange exchange = new TestExchange("ex_1", new ProjectId("proj_1"), new KeyId("key_1"), FakeTraces.NOW)
                .stream()
                        .took(1000, -1)
                        .attempts(attempts)
                        .spans(List.of(spans))
                        .end();
        return AttemptRow.of(exchange).stream()
                .map(row -> row.number() + " " + row.why() + ": " + row.word())
                .toList();
    }

    @Test
    void theSameAgainIsARetryAndAnotherAFallback() {
        assertThat(told(List.of(
                        attempt("a/x", "provider_unavailable", 0, 10, -1),
                        attempt("a/x", "provider_timeout", 20, 10, -1),
                        attempt("b/x", null, 40, 10, 2))))
                .containsExactly("1 first: Failed", "2 retry: Failed", "3 fallback: Answered");
    }

    @Test
    void whoIsAskedBesideASlowOneIsAHedgeWhicheverIsRecordedFirst() {
        Attempt slow = attempt("a/x", Attempt.HEDGE_LOST, 0, 90, -1);
        Attempt quick = attempt("b/x", null, 50, 40, 10);
        Span hedge = new Span("hedge", 0, 50, Map.of("slow", "a/x", "asked", "b/x"));

        assertThat(told(List.of(quick, slow), hedge)).containsExactly("2 first: Lost the race", "1 hedge: Answered");
    }

    @Test
    void anAnswerThatWasNotGoodEnoughIsEscalated() {
        Span doubted =
                new Span("judgement", 0, 30, Map.of("deployment", "a/x", "verdict", "escalated", "reason", "unsure"));

        assertThat(told(List.of(attempt("a/x", null, 5, 20, 3), attempt("b/x", null, 40, 10, 2)), doubted))
                .containsExactly("1 first: Not good enough", "2 escalation: Answered");
    }

    @Test
    void aStreamThatBrokeIsContinuedAndAWrongFormRepaired() {
        assertThat(told(List.of(attempt("a/x", "provider_unavailable", 0, 30, 3), attempt("b/x", null, 40, 10, 2))))
                .containsExactly("1 first: Failed", "2 continuation: Answered");
        Span repair = new Span("repair", 35, 20, Map.of());
        assertThat(told(List.of(attempt("a/x", null, 0, 30, 3), attempt("a/x", null, 40, 10, 2)), repair))
                .containsExactly("1 first: Answered", "2 repair: Answered");
    }
}
