package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What OpenAI's and Anthropic's callers ask for, in Google's words. */
class GeminiConversationTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static Rendered render(
            Dialect dialect, String model, Gemini.Service service, boolean lenient, String body) {
        Payload payload = new Payload(dialect, body.getBytes(StandardCharsets.UTF_8));
        return Conversations.toGemini(payload, model, service, lenient, UnaryOperator.identity());
    }

    private static JsonNode openAi(String model, String body) {
        return said(render(Dialect.OPENAI_CHAT, model, Gemini.Service.GEMINI_API, false, body));
    }

    private static JsonNode said(Rendered rendered) {
        assertThat(rendered).isInstanceOf(Rendered.Said.class);
        return JSON.readTree(((Rendered.Said) rendered).json());
    }

    @Test
    void everythingHasItsPlace() {
        JsonNode sent = openAi("gemini-2.5-flash", """
                {"model": "m", "n": 2, "temperature": 0.1, "top_p": 0.2, "top_k": 3, "stop": ["x"], "seed": 4,
                 "frequency_penalty": 0.5, "presence_penalty": 0.6, "max_completion_tokens": 7, "logprobs": true,
                 "top_logprobs": 2, "tool_choice": {"type": "function", "function": {"name": "f"}},
                 "response_format": {"type": "json_object"},
                 "tools": [{"type": "function", "function": {"name": "f", "description": "d",
                   "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}}],
                 "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [
                   {"type": "text", "text": "Look."},
                   {"type": "input_audio", "input_audio": {"format": "wav", "data": "AAAA"}},
                   {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,BBBB"}},
                   {"type": "file", "file": {"filename": "b.txt", "file_data": "Q0ND"}},
                   {"type": "file", "file": {"file_data": "DATA:image/png;BASE64,DDDD"}},
                   {"type": "file", "file": {"file_id": "files/abc"}}]}]}""");

        assertThat(sent).isEqualTo(JSON.readTree("""
                {"contents": [{"role": "user", "parts": [{"text": "Look."},
                   {"inlineData": {"mimeType": "audio/wav", "data": "AAAA"}},
                   {"inlineData": {"mimeType": "application/pdf", "data": "BBBB"}},
                   {"inlineData": {"mimeType": "text/plain", "data": "Q0ND"}},
                   {"inlineData": {"mimeType": "image/png", "data": "DDDD"}},
                   {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc"}}]}],
                 "systemInstruction": {"parts": [{"text": "Be brief."}]},
                 "tools": [{"functionDeclarations": [{"name": "f", "description": "d", "parametersJsonSchema":
                   {"type": "object", "properties": {"a": {"type": "integer"}}}}]}],
                 "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}},
                 "generationConfig": {"maxOutputTokens": 7, "temperature": 0.1, "topP": 0.2, "topK": 3,
                   "stopSequences": ["x"], "seed": 4, "frequencyPenalty": 0.5, "presencePenalty": 0.6,
                   "responseLogprobs": true, "logprobs": 2, "candidateCount": 2,
                   "responseMimeType": "application/json"}}"""));
    }

    private static final String TOOLS = """
            {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Go."},
             {"role": "assistant", "content": "", "tool_calls": [
               {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{\\"x\\": 1}"}},
               {"id": "b", "type": "function", "function": {"name": "g", "arguments": ""}}]},
             {"role": "tool", "tool_call_id": "b", "content": "plain"},
             {"role": "tool", "tool_call_id": "a", "content": "{\\"y\\": 2}"}]}""";

    @Test
    void resultsStandTogetherInTheOrderOfTheCalls() {
        JsonNode contents = openAi("gemini-2.5-flash", TOOLS).path("contents");

        assertThat(contents.get(1)).isEqualTo(JSON.readTree("""
                {"role": "model", "parts": [{"functionCall": {"id": "a", "name": "f", "args": {"x": 1}}},
                 {"functionCall": {"id": "b", "name": "g", "args": {}}}]}"""));
        assertThat(contents.get(2)).isEqualTo(JSON.readTree("""
                {"role": "user", "parts": [{"functionResponse": {"id": "a", "name": "f", "response": {"y": 2}}},
                 {"functionResponse": {"id": "b", "name": "g", "response": {"result": "plain"}}}]}"""));
        assertThat(contents.size()).isEqualTo(3);
    }

    @Test
    void vertexKnowsNoIds() {
        JsonNode contents = said(render(Dialect.OPENAI_CHAT, "gemini-2.5-flash", Gemini.Service.VERTEX, false, TOOLS))
                .path("contents");

        assertThat(contents.toString()).doesNotContain("\"id\"");
    }

    @Test
    void callsThatAnotherModelMadeAreMarkedForModelsThatInsist() {
        JsonNode parts = openAi("gemini-3-pro-preview", TOOLS).at("/contents/1/parts");

        assertThat(parts.get(0).path("thoughtSignature").asString()).isEqualTo("skip_thought_signature_validator");
        assertThat(parts.get(1).has("thoughtSignature")).isFalse();
    }

    @Test
    void aResultWithoutItsCallIsRefused() {
        Rendered rendered = render(Dialect.OPENAI_CHAT, "gemini-2.5-flash", Gemini.Service.GEMINI_API, false, """
                {"model": "m", "messages": [{"role": "user", "content": "Go."},
                 {"role": "tool", "tool_call_id": "a", "content": "1"}]}""");

        assertThat(((Rendered.Unsaid) rendered).refusal().field()).isEqualTo("messages[1]");
    }

    @Test
    void anthropicsSealsStayAtHomeAndGeminisComeBack() {
        JsonNode parts = said(render(
                        Dialect.ANTHROPIC_MESSAGES, "gemini-3-pro-preview", Gemini.Service.GEMINI_API, false, """
                        {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Go."},
                         {"role": "assistant", "content": [
                           {"type": "thinking", "thinking": "hm", "signature": "claude's"},
                           {"type": "thinking", "thinking": "hm", "signature": "gemini:abc"},
                           {"type": "text", "text": "I look."},
                           {"type": "tool_use", "id": "a", "name": "f", "input": {}}]},
                         {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "1"}]}]}"""))
                .at("/contents/1/parts");

        assertThat(parts).isEqualTo(JSON.readTree("""
                [{"text": "I look."}, {"functionCall": {"id": "a", "name": "f", "args": {}}, "thoughtSignature": "abc"}]"""));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, low, '{\"includeThoughts\":true,\"thinkingBudget\":1024}'",
        "gemini-2.5-flash, none, '{\"thinkingBudget\":0}'",
        "gemini-2.5-pro, none, '{\"thinkingBudget\":128}'",
        "gemini-3-pro-preview, medium, '{\"includeThoughts\":true,\"thinkingLevel\":\"medium\"}'",
        "gemini-3-flash-preview, none, '{\"thinkingLevel\":\"minimal\"}'",
        "gemini-3.5-flash, xhigh, '{\"includeThoughts\":true,\"thinkingLevel\":\"high\"}'",
    })
    void effortIsABudgetOrALevel(String model, String effort, String expected) {
        JsonNode sent = openAi(model, """
                {"model": "m", "reasoning_effort": "%s", "messages": [{"role": "user", "content": "Go."}]}""".formatted(effort));

        assertThat(sent.at("/generationConfig/thinkingConfig").toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "n, 9",
        "seed, 99999999999",
        "logit_bias, '{\"1\": 2}'",
        "audio, '{\"voice\": \"alloy\"}'",
        "web_search_options, {}",
    })
    void whatCannotBeSaidIsRefusedOrLeftOut(String field, String value) {
        String body = """
                {"model": "m", "%s": %s, "messages": [{"role": "user", "content": "Go."}]}""".formatted(field, value);

        Rendered strict = render(Dialect.OPENAI_CHAT, "gemini-2.5-flash", Gemini.Service.GEMINI_API, false, body);
        Rendered lenient = render(Dialect.OPENAI_CHAT, "gemini-2.5-flash", Gemini.Service.GEMINI_API, true, body);

        assertThat(((Rendered.Unsaid) strict).refusal().field()).isEqualTo(field);
        assertThat(((Rendered.Said) lenient).leftOut()).isEqualTo(List.of(field));
    }

    @Test
    void oneCallAtATimeCannotBeAskedFor() {
        Rendered rendered = render(Dialect.OPENAI_CHAT, "gemini-2.5-flash", Gemini.Service.GEMINI_API, false, """
                {"model": "m", "parallel_tool_calls": false, "messages": [{"role": "user", "content": "Go."}],
                 "tools": [{"type": "function", "function": {"name": "f"}}]}""");

        assertThat(((Rendered.Unsaid) rendered).refusal().field()).isEqualTo("parallel_tool_calls");
    }
}
