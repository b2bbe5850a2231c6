package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.EventStreamMessages;
import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What Bedrock really said, and what its service model says it may say. */
class ConverseRecordingsTest {
    /** What a stream said, all in all. */
    private record Heard(
            AnswerContent content,
            @Nullable Usage usage,
            boolean stopped,
            @Nullable ErrorCode failure) {}

    @ParameterizedTest
    @CsvSource({
        "bedrock_converse_stream.0, 28, 22, 'Hello, {ADDRESS} is the capital of {ADDRESS}.'",
        "bedrock_guardrail.0, 17, 16, 'The capital of {ADDRESS} is {ADDRESS}.'"
    })
    void streamsGiveTheSameForAnySplit(String name, long input, long output, String text) throws Exception {
        byte[] body = body(name);
        Heard whole = hear(List.of(body));

        assertThat(whole.stopped).isTrue();
        assertThat(whole.usage).isEqualTo(Usage.of(input, output));
        assertThat(whole.content.text()).contains(text);
        assertThat(whole.content.choices().getFirst().finishReason()).isEqualTo("content_filter");
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            assertThat(hear(SseParserTest.split(body, random))).isEqualTo(whole);
        }
    }

    @Test
    void toolsThoughtsAndSignaturesArriveInPieces() throws Exception {
        Heard heard = hear(
                EventStreamMessages.event("messageStart", "{\"role\":\"assistant\"}"),
                delta(0, "\"reasoningContent\":{\"text\":\"Let me \"}"),
                delta(0, "\"reasoningContent\":{\"text\":\"think.\"}"),
                delta(0, "\"reasoningContent\":{\"signature\":\"seal==\"}"),
                EventStreamMessages.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
                delta(1, "\"text\":\"Calling.\""),
                start(2, "{\"toolUseId\":\"t1\",\"name\":\"weather\"}"),
                delta(2, "\"toolUse\":{\"input\":\"{\\\"city\\\":\"}"),
                delta(2, "\"toolUse\":{\"input\":\"\\\"Rome\\\"}\"}"),
                start(3, "{\"toolUseId\":\"t2\",\"name\":\"time\"}"),
                delta(3, "\"toolUse\":{\"input\":\"{}\"}"),
                EventStreamMessages.event("messageStop", "{\"stopReason\":\"tool_use\"}"),
                EventStreamMessages.event(
                        "metadata",
                        "{\"usage\":{\"inputTokens\":10,\"outputTokens\":20,\"totalTokens\":600,"
                                + "\"cacheReadInputTokens\":500,\"cacheWriteInputTokens\":70},\"metrics\":{\"latencyMs\":1}}"));

        AnswerContent.Choice choice = heard.content.choices().getFirst();
        assertThat(choice.reasoning()).isEqualTo("Let me think.");
        assertThat(choice.signature()).isEqualTo("seal==");
        assertThat(choice.text()).isEqualTo("Calling.");
        assertThat(choice.toolCalls())
                .containsExactly(
                        new AnswerContent.ToolCall("t1", "weather", "{\"city\":\"Rome\"}"),
                        new AnswerContent.ToolCall("t2", "time", "{}"));
        assertThat(choice.finishReason()).isEqualTo("tool_calls");
        assertThat(heard.usage)
                .isEqualTo(Usage.builder()
                        .inputTokens(580)
                        .cachedInputTokens(500)
                        .cacheWriteTokens(70)
                        .outputTokens(20)
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, PROVIDER_RATE_LIMITED",
        "internalServerException, PROVIDER_UNAVAILABLE",
        "modelStreamErrorException, PROVIDER_UNAVAILABLE",
        "serviceUnavailableException, PROVIDER_UNAVAILABLE",
        "validationException, PROVIDER_REJECTED",
        "somethingNewException, PROVIDER_UNAVAILABLE",
    })
    void exceptionsInAStreamAreFailures(String type, ErrorCode code) throws Exception {
        Heard heard = hear(
                delta(0, "\"text\":\"Once \""),
                EventStreamMessages.exception(type, "{\"message\":\"Too many tokens now\"}"));

        assertThat(heard.content.text()).isEqualTo("Once ");
        assertThat(heard.failure)
                .isEqualTo(code == ErrorCode.PROVIDER_REJECTED ? ErrorCode.CONTEXT_LENGTH_EXCEEDED : code);
    }

    @Test
    void wholeAnswersSayTheSame() {
        var answer = (Answer.Whole) BedrockConverse.readAnswer("""
                {"metrics": {"latencyMs": 5}, "output": {"message": {"role": "assistant", "content": [
                 {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "seal"}}},
                 {"reasoningContent": {"redactedContent": "AAAA"}},
                 {"text": "Hello"},
                 {"citationsContent": {"content": [{"text": " there"}], "citations": [{"title": "A"}]}},
                 {"toolUse": {"toolUseId": "t", "name": "f", "input": {"a": [1, 2]}}},
                 {"toolUse": {"toolUseId": "s", "name": "web", "input": {}, "type": "server_tool_use"}}]}},
                 "stopReason": "end_turn", "trace": {"guardrail": {}},
                 "usage": {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7, "cacheReadInputTokens": null}}
                """.getBytes(StandardCharsets.UTF_8));

        AnswerContent.Choice choice =
                AnswerContent.of(answer.deltas()).choices().getFirst();
        assertThat(choice.text()).isEqualTo("Hello there");
        assertThat(choice.reasoning()).isEqualTo("Hm.");
        assertThat(choice.signature()).isEqualTo("seal");
        assertThat(choice.toolCalls()).containsExactly(new AnswerContent.ToolCall("t", "f", "{\"a\":[1,2]}"));
        assertThat(choice.finishReason()).isEqualTo("stop");
        assertThat(answer.usage()).isEqualTo(Usage.of(3, 4));
        assertThat(BedrockConverse.readAnswer("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Answer.Refused.class);
    }

    private static byte[] delta(int block, String delta) {
        return EventStreamMessages.event(
                "contentBlockDelta", "{\"contentBlockIndex\":" + block + ",\"delta\":{" + delta + "},\"p\":\"abc\"}");
    }

    private static byte[] start(int block, String tool) {
        return EventStreamMessages.event(
                "contentBlockStart", "{\"start\":{\"toolUse\":" + tool + "},\"contentBlockIndex\":" + block + "}");
    }

    private static byte[] body(String name) throws Exception {
        try (var in = ConverseRecordingsTest.class.getResourceAsStream("/recordings/" + name + ".json")) {
            return Base64.getDecoder()
                    .decode(JsonMapper.shared()
                            .readTree(in)
                            .at("/response/body_b64")
                            .asString());
        }
    }

    private static Heard hear(byte[]... messages) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.writeBytes(message);
        }
        return hear(List.of(all.toByteArray()));
    }

    private static Heard hear(List<byte[]> pieces) throws Exception {
        EventStreamParser parser = new EventStreamParser();
        ConverseStream stream = new ConverseStream();
        List<Delta> deltas = new ArrayList<>();
        Usage usage = null;
        for (byte[] piece : pieces) {
            for (EventStreamParser.Message message : parser.feed(piece)) {
                switch (stream.read(ConverseStream.json(message))) {
                    case Event.Chunk chunk -> {
                        deltas.addAll(chunk.deltas());
                        usage = chunk.usage() == null ? usage : chunk.usage();
                    }
                    case Event.Failed failed -> {
                        return new Heard(
                                AnswerContent.of(deltas),
                                usage,
                                false,
                                failed.refusal().code());
                    }
                }
            }
        }
        return new Heard(AnswerContent.of(deltas), usage, stream.stopped(), null);
    }
}
