package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of Gemini's that the recordings do not have. */
class GeminiAnswerTest {
    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static Answer read(String json) {
        return Gemini.readAnswer(bytes(json));
    }

    private static AnswerContent.Choice choice(String json) {
        return AnswerContent.of(((Answer.Whole) read(json)).deltas()).choices().getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"STOP\"', stop",
        "1, stop",
        "'\"MAX_TOKENS\"', length",
        "2, length",
        "'\"SAFETY\"', content_filter",
        "3, content_filter",
        "'\"RECITATION\"', content_filter",
        "'\"IMAGE_SAFETY\"', content_filter",
        "'\"OTHER\"', other",
    })
    void whyItEndedIsSaidInOpenAisWords(String reason, String expected) {
        AnswerContent.Choice choice = choice("""
                {"candidates": [{"content": {"parts": [{"text": "Hm."}]}, "finishReason": %s}]}""".formatted(reason));

        assertThat(choice.finishReason()).isEqualTo(expected);
        assertThat(choice.text()).isEqualTo("Hm.");
        assertThat(choice.refusal()).isEmpty();
    }

    @Test
    void aBlockedPromptIsARefusalThatIsMetered() {
        String json = """
                {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 9,
                 "totalTokenCount": 9}, "modelVersion": "m"}""";

        AnswerContent.Choice choice = choice(json);
        GeminiStream stream = new GeminiStream();
        Event.Chunk chunk = (Event.Chunk) stream.read(bytes(json));

        assertThat(choice.finishReason()).isEqualTo("content_filter");
        assertThat(choice.refusal()).contains("PROHIBITED_CONTENT");
        assertThat(((Answer.Whole) read(json)).usage()).isEqualTo(Usage.of(9, 0));
        assertThat(chunk.deltas()).hasSize(1);
        assertThat(stream.complete()).isTrue();
    }

    @Test
    void anAnswerThatWasWithheldSaysWhy() {
        AnswerContent.Choice choice = choice("""
                {"candidates": [{"finishReason": "RECITATION", "finishMessage": "Too close to a book.", "index": 0}]}""");

        assertThat(choice.refusal()).contains("RECITATION").contains("Too close to a book.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"MALFORMED_FUNCTION_CALL\"", "9", "\"UNEXPECTED_TOOL_CALL\""})
    void aSpoiltAnswerIsAFailureThatMayBeTriedAgain(String reason) {
        String json = "{\"candidates\": [{\"finishReason\": " + reason + "}]}";

        assertThat(read(json)).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.PROVIDER_INVALID_ANSWER);
            assertThat(refused.retryable()).isTrue();
        });
        assertThat(new GeminiStream().read(bytes(json))).isInstanceOf(Event.Failed.class);
    }

    @Test
    void callsWithoutIdsAreGivenDifferentOnes() {
        List<Delta> deltas = new ArrayList<>();
        GeminiStream stream = new GeminiStream();
        for (String city : List.of("Bern", "Basel")) {
            Event.Chunk chunk = (Event.Chunk) stream.read(bytes("""
                    {"candidates": [{"content": {"parts": [{"functionCall": {"name": "weather", "args": {"city": "%s"}}}]}}],
                     "responseId": "r-1"}""".formatted(city)));
            deltas.addAll(chunk.deltas());
        }
        assertThat(stream.complete()).isFalse();
        deltas.addAll(((Event.Chunk) stream.read(bytes("""
                {"candidates": [{"finishReason": "STOP"}], "responseId": "r-1"}"""))).deltas());

        AnswerContent.Choice choice = AnswerContent.of(deltas).choices().getFirst();
        assertThat(choice.toolCalls())
                .containsExactly(
                        new AnswerContent.ToolCall("call_r-1_0", "weather", "{\"city\":\"Bern\"}"),
                        new AnswerContent.ToolCall("call_r-1_1", "weather", "{\"city\":\"Basel\"}"));
        assertThat(choice.finishReason()).isEqualTo("tool_calls");
        assertThat(stream.complete()).isTrue();
    }

    @Test
    void everyCandidateIsAChoice() {
        Answer.Whole answer = (Answer.Whole) read("""
                {"candidates": [{"content": {"parts": [{"text": "a"}]}, "finishReason": "STOP"},
                 {"content": {"parts": [{"text": "b"}]}, "finishReason": "MAX_TOKENS", "index": 1}]}""");

        assertThat(AnswerContent.of(answer.deltas()).choices())
                .extracting(AnswerContent.Choice::text)
                .containsExactly("a", "b");
    }

    @Test
    void soundIsCountedApartWhereverItCameFrom() {
        Answer.Whole answer = (Answer.Whole) read("""
                {"candidates": [{}], "usageMetadata": {"promptTokenCount": 100, "cachedContentTokenCount": 40,
                 "candidatesTokenCount": 7, "thoughtsTokenCount": 3, "toolUsePromptTokenCount": 20,
                 "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 50}, {"modality": "AUDIO", "tokenCount": 50}],
                 "cacheTokensDetails": [{"modality": 4, "tokenCount": 30}],
                 "toolUsePromptTokensDetails": [{"modality": "AUDIO", "tokenCount": 5}],
                 "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 2}]}}""");

        assertThat(answer.usage())
                .isEqualTo(Usage.builder()
                        .inputTokens(120)
                        .cachedInputTokens(40)
                        .outputTokens(10)
                        .reasoningTokens(3)
                        .toolTokens(20)
                        .audioInputTokens(55)
                        .audioOutputTokens(2)
                        .cachedAudioInputTokens(30)
                        .build());
    }

    @Test
    void aStreamThatHasNotBegunToAnswerHasOnlyCountedItsInput() {
        Event.Chunk chunk = (Event.Chunk) new GeminiStream().read(bytes("""
                {"candidates": [{"content": {"parts": [{"text": "a"}]}}], "usageMetadata": {"promptTokenCount": 5}}"""));

        assertThat(chunk.usage()).isEqualTo(Usage.estimate(5, 0));
    }

    @Test
    void likelihoodsAreOpenAis() {
        Answer.Whole answer = (Answer.Whole) read("""
                {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP", "logprobsResult":
                 {"chosenCandidates": [{"token": "Hi", "logProbability": -0.25}],
                  "topCandidates": [{"candidates": [{"token": "Hi", "logProbability": -0.25}, {"token": "Ho",
                   "logProbability": -1.5}]}]}}]}""");

        byte[] json = OpenAiChat.writeAnswer("id", 0, "m", AnswerContent.of(answer.deltas()), Usage.NONE);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("\"logprobs\":{\"content\":[{\"token\":\"Hi\",\"logprob\":-0.25,\"bytes\":[72,105],"
                        + "\"top_logprobs\":[{\"token\":\"Hi\",\"logprob\":-0.25,\"bytes\":[72,105]},"
                        + "{\"token\":\"Ho\",\"logprob\":-1.5,\"bytes\":[72,111]}]}]");
    }

    @Test
    void picturesAreShownInMarkdown() {
        AnswerContent.Choice choice = choice("""
                {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]},
                 "finishReason": "STOP"}]}""");

        assertThat(choice.text()).isEqualTo("![image/png](data:image/png;base64,AAAA)");
    }

    @Test
    void errorsSayWhatTheyMean() {
        Answer.Refused limited = OpenAiErrors.read(429, bytes("""
                [{"error": {"code": 429, "message": "Slow down.", "status": "RESOURCE_EXHAUSTED", "details": [
                 {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1.5s"}]}}]"""), null);
        Answer.Refused key = OpenAiErrors.read(400, bytes("""
                {"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT", "details": [
                 {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}}"""), null);
        Answer.Refused tooLong = OpenAiErrors.read(400, bytes("""
                {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message":
                 "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."}}"""), null);

        assertThat(limited.code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofMillis(1500));
        assertThat(key.code()).isEqualTo(ErrorCode.PROVIDER_AUTHENTICATION);
        assertThat(tooLong.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
        assertThat(read("{\"error\": {\"code\": 503, \"message\": \"Overloaded.\", \"status\": \"UNAVAILABLE\"}}"))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "7", "{\"candidates\": 3}", "{\"candidates\": [{\"content\": {\"parts\": [", "<html>"})
    void whatIsNoAnswerIsAFailureAndNoException(String body) {
        assertThat(read(body)).isInstanceOf(Answer.Refused.class);
    }
}
