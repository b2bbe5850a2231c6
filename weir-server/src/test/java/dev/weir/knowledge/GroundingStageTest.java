package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.Clock;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.grounding.Groundedness;
import dev.weir.knowledge.grounding.SupportModel;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Grounded;
import dev.weir.spi.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GroundingStageTest {
    private static final String ANSWER = "Zebras have black and white stripes [1]. The stock exchange of Oslo opened in"
            + " 1819 under a royal charter [2].\n\nLions sleep for most of the day [2]! Penguins breed on the ice of"
            + " Antarctica.";

    private static final String KEPT = "Zebras have black and white stripes [1]. Lions sleep for most of the day [2]! ";

    private static Embedder embedder;
    private static GroundingStage stage;

    @BeforeAll
    static void load() {
        embedder = new Embedder();
        stage = new GroundingStage(
                new GroundingRules(GroundingRules.STANDARD),
                new Groundedness(embedder, SupportModel.shipped()),
                new SecondOpinion(
                        () -> {
                            throw new AssertionError("no judge is named");
                        },
                        Clock.SYSTEM,
                        KnowledgeServer.IDS));
    }

    @AfterAll
    static void free() {
        embedder.close();
    }

    private static Passage passage(int number, String text) {
        return new Passage(
                number, "animals", "d" + number, "Animals", "c" + number, text, 0, text.length(), null, "", 1);
    }

    private static Call call(String policy) {
        return KnowledgeCalls.chat("one", """
                        {"model": "m", "messages": [{"role": "user", "content": "?"}],
                         "weir": {"knowledge": ["animals"], "grounding": "%s"}}""".formatted(policy))
                .withPassages(List.of(
                        passage(1, "Zebras have black and white stripes. No two are the same."),
                        passage(2, "Lions sleep for most of the day.")));
    }

    private static Grounded found(Call call) {
        return Objects.requireNonNull(call.recording().grounded());
    }

    private static Answer whole(String text) {
        return new Answer.Whole(new byte[0], List.of(new Delta(0, text, "", "", null, "stop")), null);
    }

    private static Answer streamed(Call call, String text, Random random) {
        List<Event> events = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(12));
            events.add(new Event.Chunk(new byte[0], List.of(Delta.text(text.substring(at, end))), null));
            at = end;
        }
        events.add(new Event.Chunk(new byte[0], List.of(Delta.finish("stop")), null));
        return new Answer.Streamed(new ReadyEvents(events, call.cancellation()));
    }

    private static String text(List<Event.Chunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.deltas().stream())
                .map(Delta::text)
                .collect(Collectors.joining());
    }

    @Test
    void sentencesThatAreNotSupportedAreDropped() {
        Call call = call("drop");
        Answer answer = stage.handle(call, _ -> whole(ANSWER));

        assertThat(((Answer.Whole) answer).deltas().stream().map(Delta::text).collect(Collectors.joining()))
                .isEqualTo(KEPT);
        assertThat(found(call).objected()).isEqualTo(2);
        assertThat(found(call).action()).isEqualTo(Grounded.Action.DROPPED);
        assertThat(found(call).sentences())
                .extracting(sentence -> KEPT.substring(sentence.start(), sentence.end()))
                .containsExactly("Zebras have black and white stripes [1].", "Lions sleep for most of the day [2]!");
    }

    @Test
    void aStreamIsTheSameForAnyPiecesItComesIn() {
        Call once = call("drop");
        stage.handle(once, _ -> whole(ANSWER));
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Call call = call("drop");
            String said = text(KnowledgeCalls.play(call, stage.handle(call, _ -> streamed(call, ANSWER, random))));

            assertThat(said).isEqualTo(KEPT);
            assertThat(found(call)).isEqualTo(found(once));
        }
    }

    @Test
    void aSentenceIsPassedOnBeforeTheAnswerIsOver() {
        Call call = call("drop");
        Answer answer = stage.handle(call, _ -> streamed(call, ANSWER, new Random(1)));
        List<Event.Chunk> chunks = KnowledgeCalls.play(call, answer);

        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.deltas().stream())
                        .map(Delta::text)
                        .filter(text -> !text.isEmpty()))
                .hasSize(2);
    }

    @Test
    void whereNothingIsLeftThatIsSaid() {
        String nothing = "Penguins breed on the ice of Antarctica. The stock exchange of Oslo opened in 1819.";
        Call call = call("drop");
        Answer.Whole answer = (Answer.Whole) stage.handle(call, _ -> whole(nothing));
        Call again = call("drop");
        String said =
                text(KnowledgeCalls.play(again, stage.handle(again, _ -> streamed(again, nothing, new Random(2)))));

        assertThat(answer.deltas().getFirst().text()).isEqualTo(Assessed.LEFT_OUT);
        assertThat(said).isEqualTo(Assessed.LEFT_OUT);
        assertThat(found(again)).isEqualTo(found(call));
    }

    @Test
    void marksChangeNothing() {
        Call call = call("mark");
        Answer answer = whole(ANSWER);

        assertThat(stage.handle(call, _ -> answer)).isSameAs(answer);
        assertThat(found(call).sentences())
                .extracting(Grounded.Sentence::verdict)
                .containsExactly(
                        Grounded.Verdict.SUPPORTED,
                        Grounded.Verdict.UNSUPPORTED,
                        Grounded.Verdict.SUPPORTED,
                        Grounded.Verdict.UNSUPPORTED);
        assertThat(found(call).objected()).isZero();
    }

    @Test
    void whatIsLongerThanIsJudgedIsWithheldAndNotPassedOnUnjudged() {
        String endless = "Zebras have black and white stripes. ".repeat(3_000);
        Call call = call("refuse");
        Answer.Whole answer = (Answer.Whole) stage.handle(call, _ -> whole(endless));

        assertThat(answer.deltas().getFirst().text()).contains("withheld");
        assertThat(found(call).action()).isEqualTo(Grounded.Action.WITHHELD);
    }
}
