package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Outbound;
import dev.weir.spi.Passage;
import dev.weir.spi.Scorer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Scorer} must do. A test class of an extension extends it and gets these tests:
 *
 * <pre>{@code
 * class PoliteScorerTest extends ScorerContract {
 *     protected Scorer scorer(ExtensionContext context) {
 *         return new PoliteScorer.Factory().create(context);
 *     }
 * }
 * }</pre>
 */
public abstract class ScorerContract {
    /** The scorer under test, made anew; the context's outgoing client refuses everything. */
    protected abstract Scorer scorer(ExtensionContext context);

    private Scorer scorer() {
        Outbound none = (request, cancellation) -> {
            throw new AssertionError("this contract's answers need no call");
        };
        return scorer(new ExtensionContext(none, InstantSource.fixed(Instant.EPOCH), new Random(7)));
    }

    private static AnswerContent.Choice said(String text) {
        return new AnswerContent.Choice(text, "", "", List.of(), "stop");
    }

    private static List<AnswerContent> answers() {
        AnswerContent.Choice tool = new AnswerContent.Choice(
                "", "thought", "", List.of(new AnswerContent.ToolCall("c1", "weather", "{\"city\":")), "tool_calls");
        return List.of(
                AnswerContent.EMPTY,
                new AnswerContent(List.of(said(""))),
                new AnswerContent(List.of(said("Paris is the capital of France."))),
                new AnswerContent(List.of(said("\ud800 \u0000 \u202e"), said("x".repeat(100_000)))),
                new AnswerContent(List.of(tool)),
                new AnswerContent(List.of(new AnswerContent.Choice("", "", "I will not.", List.of(), null))));
    }

    private static List<Call> calls() {
        Call plain = StrategyContract.call();
        Passage passage = new Passage(1, "kb", "d", "A title", "c", "Paris is the capital.", 0, 21, null, "", 1.0);
        return List.of(plain, plain.withPassages(List.of(passage)));
    }

    @Test
    void everyAnswerHasAScoreAndTheSameOneAgain() {
        Scorer scorer = scorer();
        for (Call call : calls()) {
            for (AnswerContent answer : answers()) {
                Scorer.Score score = scorer.score(call, answer);
                assertThat(score.value()).isBetween(0.0, 1.0);
                assertThat(scorer.score(call, answer)).isEqualTo(score);
            }
        }
    }

    @Test
    void aChoiceMoreNeverMakesAnAnswerBetter() {
        Scorer scorer = scorer();
        for (Call call : calls()) {
            double alone = scorer.score(call, new AnswerContent(List.of(said("Paris is the capital."))))
                    .value();
            AnswerContent two = new AnswerContent(List.of(said("Paris is the capital."), said("I don't know.")));
            assertThat(scorer.score(call, two).value()).isLessThanOrEqualTo(alone);
        }
    }

    @Test
    void manyAnswersAtATimeAreScoredWell() throws Exception {
        Scorer scorer = scorer();
        AnswerContent answer = answers().get(2);
        Scorer.Score expected = scorer.score(calls().getFirst(), answer);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Scorer.Score>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(threads.submit(() -> scorer.score(calls().getFirst(), answer)));
            }
            for (Future<Scorer.Score> each : all) {
                assertThat(each.get()).isEqualTo(expected);
            }
        }
    }
}
