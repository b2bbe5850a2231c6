package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What Anthropic really said; see the README beside the recordings. */
class AnthropicRecordingsTest {
    /** What a stream said, all in all. */
    private record Heard(AnswerContent content, @Nullable Usage usage, boolean stopped) {}

    @ParameterizedTest
    @CsvSource({"anthropic_stream.0, 17, 92", "anthropic_thinking_stream.0, 52, 216"})
    void streamsGiveTheSameForAnySplit(String name, long input, long output) throws Exception {
        byte[] body = body(name).getBytes(StandardCharsets.UTF_8);
        Heard whole = hear(List.of(body));

        assertThat(whole.stopped).isTrue();
        assertThat(whole.usage).isEqualTo(Usage.of(input, output));
        assertThat(whole.content.text()).hasSizeGreaterThan(20);
        assertThat(whole.content.choices().getFirst().finishReason()).isEqualTo("stop");
        assertThat(whole.content.choices().getFirst().reasoning().isEmpty()).isEqualTo(!name.contains("thinking"));
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            assertThat(hear(SseParserTest.split(body, random))).isEqualTo(whole);
        }
    }

    @Test
    void callsOfToolsAreNumberedApartFromTexts() throws Exception {
        Answer.Whole answer = whole("anthropic_tools.0");

        AnswerContent.Choice choice =
                AnswerContent.of(answer.deltas()).choices().getFirst();
        assertThat(choice.text()).startsWith("Certainly!");
        assertThat(choice.finishReason()).isEqualTo("tool_calls");
        assertThat(choice.toolCalls())
                .containsExactly(
                        new AnswerContent.ToolCall(
                                "toolu_012r6TBCWjRHG71j6zruYyUL",
                                "get_weather",
                                "{\"location\":\"New York, NY\",\"unit\":\"fahrenheit\"}"),
                        new AnswerContent.ToolCall(
                                "toolu_01SkeBKkLCNYWNuivqFerGDd", "get_time", "{\"timezone\":\"America/New_York\"}"));
        assertThat(answer.usage()).isEqualTo(Usage.of(514, 152));
    }

    @Test
    void wholeAnswersSayWhatTheRecordingSays() throws Exception {
        assertThat(whole("anthropic_plain.0").usage()).isEqualTo(Usage.of(17, 220));
        assertThat(whole("anthropic_structured.0").usage()).isEqualTo(Usage.of(222, 39));
        assertThat(whole("anthropic_structured.0").deltas().getFirst().text()).startsWith("{\"joke\"");
    }

    @Test
    void whatWasCachedIsPartOfTheInput() {
        byte[] answer = """
                {"content": [], "stop_reason": "end_turn", "usage": {"input_tokens": 3, "output_tokens": 44,
                 "cache_creation_input_tokens": 1956, "cache_read_input_tokens": 9511,
                 "output_tokens_details": {"thinking_tokens": 40}}}""".getBytes(StandardCharsets.UTF_8);

        assertThat(((Answer.Whole) AnthropicMessages.readAnswer(answer)).usage())
                .isEqualTo(Usage.builder()
                        .inputTokens(11470)
                        .cachedInputTokens(9511)
                        .cacheWriteTokens(1956)
                        .outputTokens(44)
                        .reasoningTokens(40)
                        .build());
    }

    @Test
    void anErrorInsideAStreamIsAFailure() {
        Event event = new AnthropicStream()
                .read("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(((Event.Failed) event).refusal().message()).contains("529").contains("Overloaded");
        assertThat(((Event.Failed) event).refusal().retryable()).isTrue();
    }

    private static Answer.Whole whole(String name) throws Exception {
        return (Answer.Whole) AnthropicMessages.readAnswer(body(name).getBytes(StandardCharsets.UTF_8));
    }

    private static String body(String name) throws Exception {
        try (var in = AnthropicRecordingsTest.class.getResourceAsStream("/recordings/" + name + ".json")) {
            return JsonMapper.shared().readTree(in).at("/response/body").asString();
        }
    }

    private static Heard hear(List<byte[]> pieces) throws Exception {
        SseParser parser = new SseParser();
        AnthropicStream stream = new AnthropicStream();
        List<Delta> deltas = new ArrayList<>();
        Usage usage = null;
        for (byte[] piece : pieces) {
            for (SseParser.Message message : parser.feed(piece)) {
                assertThat(AnthropicMessages.eventType(message.data())).isEqualTo(message.event());
                Event.Chunk chunk = (Event.Chunk) stream.read(message.data());
                deltas.addAll(chunk.deltas());
                usage = chunk.usage() == null ? usage : chunk.usage();
            }
        }
        return new Heard(AnswerContent.of(deltas), usage, stream.stopped());
    }
}
