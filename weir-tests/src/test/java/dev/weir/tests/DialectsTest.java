package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.FunctionDefinition;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.UsageNumbers;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is asked in one dialect and answered in another says the same, or is refused by the field's name. */
class DialectsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                  claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: secret, allow_private: true}
                models:
                  sonnet: {deployments: [{provider: claude, model: claude-sonnet-4-5}]}
                  opus: {deployments: [{provider: claude, model: claude-opus-5}]}
                  easy: {deployments: [{provider: claude, model: claude-opus-5, lenient: true}]}
                  mini: {deployments: [{provider: sim, model: gpt-4o-mini}]}
                  loose: {deployments: [{provider: sim, model: gpt-4o-mini, lenient: true}]}
                """, SimulatorOptions.defaults().withKeepBodies(true));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT);
    }

    private static JsonNode sent() {
        return JSON.readTree(String.valueOf(weir.simulator().served().getLast().body()));
    }

    private static JsonNode sentFor(String path, String body) {
        Door.Reply reply = door.post(path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return sent();
    }

    @Test
    void anOpenAiRequestIsSaidInAnthropicsWords() {
        weir.upstream(Script.saying(new Answer.Json(null)));
        JsonNode sent = sentFor(CHAT, """
                {"model": "sonnet", "temperature": 0.25, "top_p": 0.9, "stop": ["END"], "user": "u1",
                 "max_completion_tokens": 5000, "parallel_tool_calls": false, "reasoning_effort": "medium", "n": 1,
                 "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}},
                 "tools": [{"type": "function", "function": {"name": "w", "description": "d",
                   "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
                 "tool_choice": "required",
                 "messages": [
                  {"role": "system", "content": "Be brief."},
                  {"role": "user", "content": [{"type": "text", "text": "Look."},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                    {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]},
                  {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "w", "arguments": "{\\"city\\": \\"Bonn\\"}"}},
                    {"id": "c2", "type": "function", "function": {"name": "w", "arguments": ""}}]},
                  {"role": "tool", "tool_call_id": "c1", "content": "rain"},
                  {"role": "tool", "tool_call_id": "c2", "content": "sun"},
                  {"role": "user", "content": "So?"}]}""");

        assertThat(sent).isEqualTo(JSON.readTree("""
                {"model": "claude-sonnet-4-5", "max_tokens": 5000, "system": [{"type": "text", "text": "Be brief."}],
                 "messages": [
                  {"role": "user", "content": [{"type": "text", "text": "Look."},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
                    {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]},
                  {"role": "assistant", "content": [
                    {"type": "tool_use", "id": "c1", "name": "w", "input": {"city": "Bonn"}},
                    {"type": "tool_use", "id": "c2", "name": "w", "input": {}}]},
                  {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "rain"}]},
                    {"type": "tool_result", "tool_use_id": "c2", "content": [{"type": "text", "text": "sun"}]},
                    {"type": "text", "text": "So?"}]}],
                 "tools": [{"name": "w", "description": "d",
                   "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}],
                 "tool_choice": {"type": "any", "disable_parallel_tool_use": true},
                 "temperature": 0.25, "top_p": 0.9, "stop_sequences": ["END"],
                 "thinking": {"type": "enabled", "budget_tokens": 4096},
                 "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
                 "metadata": {"user_id": "u1"}}"""));
    }

    @Test
    void anAnthropicRequestIsSaidInOpenAisWords() {
        weir.upstream(Script.saying(new Answer.Json(null)));
        JsonNode sent = sentFor(MESSAGES, """
                {"model": "mini", "max_tokens": 900, "temperature": 0.5, "stop_sequences": ["A", "B"],
                 "system": [{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}],
                 "thinking": {"type": "enabled", "budget_tokens": 3000}, "metadata": {"user_id": "u1"},
                 "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
                 "tools": [{"name": "w", "input_schema": {"type": "object"}}],
                 "tool_choice": {"type": "tool", "name": "w", "disable_parallel_tool_use": true},
                 "messages": [
                  {"role": "user", "content": [{"type": "text", "text": "Look."},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}]},
                  {"role": "assistant", "content": [{"type": "text", "text": "I ask."},
                    {"type": "tool_use", "id": "c1", "name": "w", "input": {"city": "Bonn"}},
                    {"type": "tool_use", "id": "c2", "name": "w", "input": {}}]},
                  {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "c1", "content": "rain"},
                    {"type": "tool_result", "tool_use_id": "c2", "content": [{"type": "text", "text": "sun"}]},
                    {"type": "text", "text": "So?"}]}]}""");

        assertThat(sent).isEqualTo(JSON.readTree("""
                {"model": "gpt-4o-mini", "messages": [
                  {"role": "system", "content": "One.\\n\\nTwo."},
                  {"role": "user", "content": [{"type": "text", "text": "Look."},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]},
                  {"role": "assistant", "content": "I ask.", "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "w", "arguments": "{\\"city\\":\\"Bonn\\"}"}},
                    {"id": "c2", "type": "function", "function": {"name": "w", "arguments": "{}"}}]},
                  {"role": "tool", "tool_call_id": "c1", "content": "rain"},
                  {"role": "tool", "tool_call_id": "c2", "content": "sun"},
                  {"role": "user", "content": "So?"}],
                 "tools": [{"type": "function", "function": {"name": "w", "parameters": {"type": "object"}}}],
                 "tool_choice": {"type": "function", "function": {"name": "w"}}, "parallel_tool_calls": false,
                 "max_tokens": 900, "temperature": 0.5, "stop": ["A", "B"],
                 "response_format": {"type": "json_schema",
                   "json_schema": {"name": "answer", "schema": {"type": "object"}, "strict": true}},
                 "reasoning_effort": "medium", "user": "u1"}"""));
    }

    @Test
    void newerModelsThinkAsTheyLikeAndALimitIsAddedWhereNoneIsSaid() {
        JsonNode sent = sentFor(CHAT, """
                {"model": "opus", "reasoning_effort": "high", "messages": [{"role": "user", "content": "Hi"}]}""");

        assertThat(sent.path("max_tokens").asInt()).isEqualTo(4096);
        assertThat(sent.at("/thinking/type").asString()).isEqualTo("adaptive");
        assertThat(sent.at("/output_config/effort").asString()).isEqualTo("high");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed | \"seed\": 7",
                "n | \"n\": 2",
                "temperature | \"temperature\": 1.5",
                "logprobs | \"logprobs\": true",
                "presence_penalty | \"presence_penalty\": 0.5",
                "response_format | \"response_format\": {\"type\": \"json_object\"}",
                "some_new_thing | \"some_new_thing\": {\"a\": 1}",
                "tools[0] | \"tools\": [{\"type\": \"custom\", \"custom\": {\"name\": \"x\"}}]",
            })
    void whatAnthropicCannotSayIsRefusedOrLeftOut(String field, String member) {
        String rest = ", " + member + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";

        Door.Reply refused = door.post(CHAT, "{\"model\": \"opus\"" + rest);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/param").asString()).isEqualTo(field);
        assertThat(refused.json().at("/error/message").asString()).contains("lenient");
        assertThat(weir.simulator().served()).isEmpty();

        Door.Reply answered = door.post(CHAT, "{\"model\": \"easy\"" + rest);
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.header("x-weir-dropped")).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "top_k | \"top_k\": 7",
                "stop_sequences | \"stop_sequences\": [\"1\", \"2\", \"3\", \"4\", \"5\"]",
                "mcp_servers | \"mcp_servers\": [{\"url\": \"x\"}]",
                "tools[0] | \"tools\": [{\"type\": \"web_search_20250305\", \"name\": \"web_search\"}]",
            })
    void whatOpenAiCannotSayIsRefusedOrLeftOut(String field, String member) {
        String rest = ", \"max_tokens\": 9, " + member + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";

        Door.Reply refused = door.post(MESSAGES, "{\"model\": \"mini\"" + rest);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("type").asString()).isEqualTo("error");
        assertThat(refused.json().at("/error/message").asString())
                .contains("'" + field.replace("[", ".").replace("]", "") + "'");

        Door.Reply answered = door.post(MESSAGES, "{\"model\": \"loose\"" + rest);
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.header("x-weir-dropped")).isEqualTo(field);
    }

    @Test
    void hintsAreLeftOutAndListedWithoutBeingAskedFor() {
        Door.Reply reply = door.post(MESSAGES, """
                {"model": "mini", "max_tokens": 9, "messages": [{"role": "user", "content": [
                  {"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral"}}]}]}""");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-weir-dropped")).isEqualTo("messages[0].content[0].cache_control");
    }

    @Test
    void thoughtsComeBackInTheCallersWords() {
        String message = """
                {"id": "m", "type": "message", "role": "assistant", "model": "m", "stop_reason": "max_tokens",
                 "content": [{"type": "thinking", "thinking": "Hm.", "signature": "s"}, {"type": "text", "text": "Yes."}],
                 "usage": {"input_tokens": 3, "output_tokens": 2}}""";
        weir.upstream(answering(message));
        JsonNode chat = door.post(
                        CHAT, "{\"model\": \"opus\", \"messages\": [{\"role\": \"user\", \"content\": \"?\"}]}")
                .json();
        String completion = """
                {"id": "c", "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "length",
                  "message": {"role": "assistant", "content": "Yes.", "reasoning_content": "Hm."}}],
                 "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}""";
        weir.upstream(answering(completion));
        JsonNode answer = door.post(
                        MESSAGES,
                        "{\"model\": \"mini\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"?\"}]}")
                .json();

        assertThat(chat.at("/choices/0/message/reasoning_content").asString()).isEqualTo("Hm.");
        assertThat(chat.at("/choices/0/message/content").asString()).isEqualTo("Yes.");
        assertThat(chat.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(chat.path("model").asString()).isEqualTo("claude-opus-5");
        assertThat(answer.at("/content/0/thinking").asString()).isEqualTo("Hm.");
        assertThat(answer.at("/content/1/text").asString()).isEqualTo("Yes.");
        assertThat(answer.path("stop_reason").asString()).isEqualTo("max_tokens");
    }

    private static Script answering(String body) {
        return Script.DEFAULT.withFault(
                FaultRule.always(new Fault.Status(200, Map.of("content-type", "application/json"), body)));
    }

    @Test
    void openAisOwnClientTalksToAnthropic() {
        String arguments = "{\"city\": \"Zürich\"}";
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(weir.adminKey())
                .maxRetries(0)
                .build();
        weir.upstream(Script.saying(new Answer.Tools(arguments, "Done."))
                .withStandard(Behaviour.DEFAULT
                        .withAnswer(new Answer.Tools(arguments, "Done."))
                        .withUsage(new UsageNumbers(50, 7, 10, 0, UsageNumbers.Placement.OWN_CHUNK))));
        ChatCompletionCreateParams.Builder request =
                ChatCompletionCreateParams.builder().model("opus").addUserMessage("Weather?");

        ChatCompletion answer = client.chat()
                .completions()
                .create(request.addFunctionTool(
                                FunctionDefinition.builder().name("weather").build())
                        .build());
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(request.streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            chunks = stream.stream().toList();
        }
        client.close();

        var choice = answer.choices().getFirst();
        assertThat(choice.finishReason().asString()).isEqualTo("tool_calls");
        assertThat(JSON.readTree(choice.message()
                        .toolCalls()
                        .orElseThrow()
                        .getFirst()
                        .asFunction()
                        .function()
                        .arguments()))
                .isEqualTo(JSON.readTree(arguments));
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(50);
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(each -> each.delta().toolCalls().orElse(List.of()).stream())
                        .map(piece -> piece.function()
                                .flatMap(part -> part.arguments())
                                .orElse(""))
                        .collect(Collectors.joining()))
                .isEqualTo(arguments);
        assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isEqualTo(50);
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void documentsAnswerInAnthropicsWords(boolean stream) throws Exception {
        String base = stream ? "streamed" : "whole";
        assertThat(door.post("/api/kb", "{\"name\": \"" + base + "\"}").status())
                .isEqualTo(201);
        door.post("/api/kb/" + base + "/documents", """
                {"id": "a.md", "title": "Returns", "text": "A tent may be returned within thirty days."}""");
        Eventually.within(
                Duration.ofSeconds(60),
                "the document",
                () -> door.get("/api/kb/" + base + "/documents").text().contains("\"ready\""));

        JsonNode quoted = ask("weir/extractive", base, stream);
        JsonNode passed = ask("claude/claude-opus-5", base, stream);

        assertThat(quoted.at("/weir/citations/0/document_id").asString()).isEqualTo("a.md");
        assertThat(quoted.at("/weir/citations/0/quote").asString()).contains("thirty days");
        assertThat(passed.path("weir").has("exchange_id")).isTrue();
        assertThat(sent().at("/system/0/text").asString())
                .contains("[1] Returns")
                .contains("thirty days");
        assertThat(sent().at("/system/1/text").asString()).isEqualTo("Be kind.");
        assertThat(sent().has("weir")).isFalse();
    }

    /** The whole answer, or the stream's last event. */
    private static JsonNode ask(String model, String base, boolean stream) {
        Door.Reply reply = door.post(MESSAGES, """
                {"model": "%s", "max_tokens": 100, "stream": %s, "system": "Be kind.", "weir": {"knowledge": ["%s"]},
                 "messages": [{"role": "user", "content": "Within how many days may a tent be returned?"}]}""".formatted(model, stream, base));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        if (!stream) {
            assertThat(reply.json().at("/content/0/text").asString()).isNotEmpty();
            return reply.json();
        }
        assertThat(reply.text()).startsWith("event: message_start\ndata: ").contains("text_delta");
        String last = reply.text().strip();
        assertThat(last.lines().toList().get((int) last.lines().count() - 2)).isEqualTo("event: message_stop");
        return JSON.readTree(last.substring(last.lastIndexOf("data: ") + 6));
    }
}
