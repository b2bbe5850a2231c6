package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real exchanges with real vendors; see the README beside them. */
class RecordingsReplayTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** What a stream said, all in all. */
    record Heard(
            String text,
            List<String> tools,
            @Nullable String finish,
            @Nullable Usage usage,
            boolean done) {}

    @ParameterizedTest
    @CsvSource({
        "openai_chat_stream_usage.0.json, 12, 5, stop",
        "openai_chat_tools_stream.0.json, 75, 51, tool_calls",
        "groq_chat_stream.0.json, 12, 24, stop",
        "azure_stream_contentfilter.0.json, -1, -1, stop",
        "azure_stream_contentfilter.1.json, -1, -1, stop",
    })
    void streamsGiveTheSameForAnySplit(String file, long input, long output, String finish) throws Exception {
        byte[] body = body(file).getBytes(StandardCharsets.UTF_8);
        Heard whole = hear(List.of(body));

        assertThat(whole.done).isTrue();
        assertThat(whole.finish).isEqualTo(finish);
        assertThat(whole.usage).isEqualTo(input < 0 ? null : Usage.of(input, output));
        assertThat(whole.text + whole.tools).hasSizeGreaterThan(10);
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            assertThat(hear(SseParserTest.split(body, random))).isEqualTo(whole);
        }
    }

    @Test
    void toolCallsArriveInPieces() throws Exception {
        Heard heard = hear(List.of(body("openai_chat_tools_stream.0.json").getBytes(StandardCharsets.UTF_8)));

        assertThat(heard.tools).hasSize(2).allMatch(call -> call.startsWith("get_current_weather{\"location\":"));
    }

    @Test
    void usageMayComeWithChoices() throws Exception {
        byte[] body = resource("litellm_36168_usage_on_choice_chunk.sse");

        assertThat(hear(List.of(body)).usage)
                .isEqualTo(Usage.builder()
                        .inputTokens(16111)
                        .cachedInputTokens(15872)
                        .outputTokens(2)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai_chat_plain.0.json",
                "openai_err400_badimage.0.json",
                "openai_err400_badimage.1.json",
                "openai_refusal.0.json",
                "openai_refusal.1.json",
                "azure_contentfilter_errbody_http200.1.json"
            })
    void wholeAnswersSayWhatTheRecordingSays(String file) throws Exception {
        String body = body(file);
        JsonNode tree = MAPPER.readTree(body);
        JsonNode message = tree.at("/choices/0/message");

        var answer = (Answer.Whole) OpenAiChat.readAnswer(body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.deltas())
                .containsExactly(new Delta(
                        0,
                        message.path("content").asString(""),
                        "",
                        message.path("refusal").asString(""),
                        null,
                        tree.at("/choices/0/finish_reason").asString()));
        assertThat(answer.usage())
                .isEqualTo(Usage.of(
                        tree.at("/usage/prompt_tokens").asLong(),
                        tree.at("/usage/completion_tokens").asLong()));
    }

    @Test
    void anErrorUnderStatus200IsARefusal() throws Exception {
        String body = body("azure_contentfilter_errbody_http200.0.json");

        var refusal = (Answer.Refused) OpenAiChat.readAnswer(body.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal.code()).isEqualTo(ErrorCode.CONTENT_FILTERED);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.field()).isEqualTo("prompt");
        assertThat(refusal.message()).contains("filtered due to the prompt");
    }

    @Test
    void aProvidersErrorKeepsItsWordsAndStatus() throws Exception {
        Answer.Refused refusal =
                OpenAiErrors.read(400, body("openai_err400_badimage.2.json").getBytes(StandardCharsets.UTF_8), null);

        assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_REJECTED);
        assertThat(refusal.message()).contains("Error while downloading https://source.unsplash.com");
    }

    @Test
    void embeddingsSayTheirUsage() throws Exception {
        byte[] body = body("openai_embed_dims.0.json").getBytes(StandardCharsets.UTF_8);

        var answer = (Answer.Whole) OpenAiEmbeddings.readAnswer(body);

        assertThat(answer.usage()).isEqualTo(Usage.of(8, 0));
        assertThat(answer.json()).isSameAs(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai_chat_plain.0.json",
                "openai_chat_stream_usage.0.json",
                "openai_chat_tools_stream.0.json",
                "groq_chat_stream.0.json",
                "openai_refusal.0.json"
            })
    void recordedRequestsAreUnderstood(String file) throws Exception {
        String request = MAPPER.readTree(resource(file)).at("/request/body").asString();

        var parsed = (Parsed.Understood<?>) OpenAiChat.readRequest(request.getBytes(StandardCharsets.UTF_8));

        assertThat(parsed.operation().model())
                .isEqualTo(MAPPER.readTree(request).path("model").asString());
    }

    private static Heard hear(List<byte[]> pieces) throws Exception {
        SseParser parser = new SseParser();
        List<SseParser.Message> messages = new ArrayList<>();
        for (byte[] piece : pieces) {
            messages.addAll(parser.feed(piece));
        }
        messages.addAll(parser.finish());
        boolean done = OpenAiChat.isDone(messages.getLast().data());
        return heard(
                messages.stream()
                        .filter(message -> !OpenAiChat.isDone(message.data()))
                        .map(message -> (Event.Chunk) OpenAiChat.readChunk(message.data()))
                        .toList(),
                done);
    }

    private static Heard heard(List<Event.Chunk> chunks, boolean done) {
        List<Delta> deltas =
                chunks.stream().flatMap(chunk -> chunk.deltas().stream()).toList();
        var tools = deltas.stream()
                .map(Delta::toolCall)
                .filter(call -> call != null)
                .collect(Collectors.groupingBy(
                        Delta.ToolCall::index,
                        Collectors.mapping(
                                call -> (call.name() == null ? "" : call.name()) + call.arguments(),
                                Collectors.joining())));
        return new Heard(
                deltas.stream().map(Delta::text).collect(Collectors.joining()),
                List.copyOf(tools.values()),
                deltas.stream()
                        .map(Delta::finishReason)
                        .filter(reason -> reason != null)
                        .findFirst()
                        .orElse(null),
                chunks.stream()
                        .map(Event.Chunk::usage)
                        .filter(usage -> usage != null)
                        .reduce((a, b) -> b)
                        .orElse(null),
                done);
    }

    private static String body(String file) throws Exception {
        return MAPPER.readTree(resource(file)).at("/response/body").asString();
    }

    private static byte[] resource(String file) throws Exception {
        try (InputStream in = RecordingsReplayTest.class.getResourceAsStream("/recordings/" + file)) {
            return in.readAllBytes();
        }
    }
}
