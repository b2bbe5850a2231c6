package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.tests.RecordedProvider.Recorded;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** What callers and vendors say to each other beside the words: features by header, seals on thoughts, the cache's hour. */
class PassedOnTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CLAUDE = "claude-sonnet-4-5-20250929";
    private static final String BEDROCK = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final String CONVERSE = """
            {"output": {"message": {"role": "assistant", "content": [{"text": "Yes."}]}}, "stopReason": "end_turn",
             "usage": {"inputTokens": 10, "outputTokens": 2, "totalTokens": 1012, "cacheWriteInputTokens": 1000,
                       "cacheDetails": [{"ttl": "1h", "inputTokens": 400}, {"ttl": "5m", "inputTokens": 600}]}}""";
    private static final String SAID = """
            {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn",
             "content": [{"type": "text", "text": "Yes."}],
             "usage": {"input_tokens": 10, "output_tokens": 2, "cache_creation_input_tokens": 1000,
                       "cache_read_input_tokens": 0,
                       "cache_creation": {"ephemeral_5m_input_tokens": 600, "ephemeral_1h_input_tokens": 400}}}""";
    private static final String OPENAI = """
            {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [
              {"index": 0, "message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}],
             "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}}""";
    private static final String TOOLS = """
            "tools": [{"type": "function", "name": "find", "parameters": {"type": "object"}}]""";

    @TempDir
    static Path data;

    private static RecordedProvider provider;
    private static Weir weir;
    private static Door door;

    @BeforeAll
    static void start() throws IOException {
        provider = new RecordedProvider();
        weir = Servers.start(data, Map.of(), """
                providers:
                  anthropic: {kind: anthropic, base_url: '%1$s', api_key: k, allow_private: true, headers: {anthropic-beta: own-1}}
                  vertex: {kind: vertex, base_url: '%1$s', api_key: k, allow_private: true, options: {project: p}}
                  bedrock: {kind: bedrock, base_url: '%1$s', api_key: k, allow_private: true, options: {region: us-east-1}}
                  openai: {kind: openai, base_url: '%1$s', api_key: k, allow_private: true, capabilities: {endpoints: [responses]}}
                  gemini: {kind: gemini, base_url: '%1$s', api_key: k, allow_private: true}
                models:
                  cached: {deployments: [{provider: anthropic, model: %2$s}], cache: {mode: on, sampled: true}}
                """.formatted(provider.url(), CLAUDE));
        door = new Door(URI.create("http://127.0.0.1:" + weir.port()), Servers.ADMIN_KEY);
    }

    @AfterAll
    static void stop() throws IOException {
        weir.close();
        provider.close();
    }

    private static Door.Reply ask(String model, String header, String value) {
        return door.send("POST", "/v1/messages", """
                {"model": "%s", "max_tokens": 9, "messages": [{"role": "user", "content": "Yes?"}]}""".formatted(model), Map.of(header, value));
    }

    private static void play(String body) {
        provider.play(new Recorded(200, "application/json", body));
    }

    @ParameterizedTest
    @CsvSource({"anthropic/" + CLAUDE + ", 'own-1,new-2'", "vertex/claude-sonnet-4-5, 'own-1, new-2'"})
    void featuresAreAskedForByHeader(String model, String sent) {
        play(SAID);

        Door.Reply reply = ask(model, "anthropic-beta", "own-1, new-2");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(provider.seen().headers()).containsEntry("anthropic-beta", sent);
        assertThat(reply.header("x-weir-dropped")).isEmpty();
    }

    @Test
    void bedrocksClaudeReadsThemInTheBody() {
        play(CONVERSE);

        Door.Reply reply = ask("bedrock/" + BEDROCK, "anthropic-beta", "new-2, new-3");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(provider.seen().headers()).doesNotContainKey("anthropic-beta");
        assertThat(provider.seen().json().at("/additionalModelRequestFields/anthropic_beta"))
                .hasToString("[\"new-2\",\"new-3\"]");
        assertThat(reply.header("x-weir-dropped")).isEmpty();
    }

    @Test
    void aVendorThatDoesNotKnowThemDoesNotGetThem() {
        play(OPENAI);

        Door.Reply reply = ask("openai/gpt-9", "anthropic-beta", "new-2");

        assertThat(provider.seen().headers()).doesNotContainKey("anthropic-beta");
        assertThat(reply.header("x-weir-dropped")).isEqualTo("anthropic-beta");

        play(CONVERSE);
        assertThat(ask("bedrock/amazon.nova-pro-v1:0", "anthropic-beta", "new-2")
                        .header("x-weir-dropped"))
                .isEqualTo("anthropic-beta");
    }

    @Test
    void openAisOwnHeaderGoesToOpenAiAlone() {
        play(OPENAI);
        Door.Reply reply = ask("openai/gpt-9", "openai-beta", "responses=v1");
        assertThat(provider.seen().headers()).containsEntry("openai-beta", "responses=v1");
        assertThat(reply.header("x-weir-dropped")).isEmpty();

        play(SAID);
        assertThat(ask("anthropic/" + CLAUDE, "openai-beta", "responses=v1").header("x-weir-dropped"))
                .isEqualTo("openai-beta");
    }

    @Test
    void whoPaysIsNotTheCallersBusiness() {
        play(OPENAI);

        ask("openai/gpt-9", "openai-organization", "org-other");

        assertThat(provider.seen().headers()).doesNotContainKey("openai-organization");
    }

    @Test
    void aHeaderThatHoldsMoreThanNamesIsRefused() {
        Door.Reply reply = ask("anthropic/" + CLAUDE, "anthropic-beta", "a;b{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/message").asString()).contains("anthropic-beta");
    }

    @Test
    void anAnswerMadeWithOtherFeaturesIsAnotherAnswer() {
        play(SAID);
        assertThat(ask("cached", "anthropic-beta", "new-8").header("x-weir-cache"))
                .isEqualTo("miss");
        assertThat(ask("cached", "anthropic-beta", "new-8").header("x-weir-cache"))
                .isEqualTo("hit");
        assertThat(ask("cached", "anthropic-beta", "new-9").header("x-weir-cache"))
                .isEqualTo("miss");
    }

    /** Input 3 and output 15 dollars for a million; what is written costs 3.75, for an hour 6. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/chat/completions", "/v1/responses"})
    void whatIsKeptForAnHourHasItsOwnPrice(String path) {
        play(SAID);

        Door.Reply reply = door.post(path, """
                {"model": "anthropic/%s", "%s": 9, "%s": [{"role": "user", "content": "Yes?"}]}""".formatted(
                        CLAUDE,
                        path.endsWith("responses") ? "max_output_tokens" : "max_tokens",
                        path.endsWith("responses") ? "input" : "messages"));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        assertThat(exchange.at("/usage/input_tokens").asLong()).isEqualTo(1010);
        assertThat(exchange.at("/usage/cache_write_tokens").asLong()).isEqualTo(1000);
        assertThat(exchange.at("/usage/hour_cache_write_tokens").asLong()).isEqualTo(400);
        assertThat(exchange.path("cost").asString()).isEqualTo("0.004710");
        JsonNode usage = reply.json().path("usage");
        assertThat(
                        usage.findValue("cache_creation_input_tokens") == null
                                ? usage.findValue("cache_write_tokens").asLong()
                                : usage.findValue("cache_creation_input_tokens").asLong())
                .isEqualTo(1000);
    }

    @Test
    void bedrockIsAskedForAnHourAndTellsOfIt() {
        play(CONVERSE);

        Door.Reply reply = door.post("/v1/messages", """
                {"model": "bedrock/%s", "max_tokens": 9,
                 "system": [{"type": "text", "text": "Long.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
                 "messages": [{"role": "user", "content": [
                   {"type": "text", "text": "Yes?", "cache_control": {"type": "ephemeral"}}]}]}""".formatted(BEDROCK));

        assertThat(provider.seen().json().at("/system/1/cachePoint/ttl").asString())
                .isEqualTo("1h");
        JsonNode mark = provider.seen().json().at("/messages/0/content/1/cachePoint");
        assertThat(mark.path("type").asString()).isEqualTo("default");
        assertThat(mark.has("ttl")).isFalse();
        assertThat(reply.json()
                        .at("/usage/cache_creation/ephemeral_1h_input_tokens")
                        .asLong())
                .isEqualTo(400);
        assertThat(reply.json()
                        .at("/usage/cache_creation/ephemeral_5m_input_tokens")
                        .asLong())
                .isEqualTo(600);
    }

    private static final String THOUGHT = """
            {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use", "content": [
               {"type": "thinking", "thinking": "Look it up.", "signature": "c2VhbA=="},
               {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {"q": "x"}}],
             "usage": {"input_tokens": 10, "output_tokens": 2}}""";

    private static final String THOUGHT_STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","content":[],"usage":{"input_tokens":10,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Look it up."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2VhbA=="}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"find","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\\"q\\\":\\\"x\\\"}"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    /** The first turn of a loop of tools: the items that come back. */
    private static JsonNode firstTurn(String model, boolean stream) {
        Door.Reply reply = door.post("/v1/responses", """
                {"model": "%s", "input": "Find x.", "stream": %s, "reasoning": {"effort": "high"}, "max_output_tokens": 9000, %s}""".formatted(model, stream, TOOLS));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return stream
                ? reply.text()
                        .lines()
                        .filter(line -> line.startsWith("data: {") && line.contains("\"response.completed\""))
                        .map(line -> JSON.readTree(line.substring(6)).path("response"))
                        .findFirst()
                        .orElseThrow()
                : reply.json();
    }

    private static Door.Reply secondTurn(String model, JsonNode items) {
        ArrayNode input = JSON.createArrayNode();
        input.addObject().put("role", "user").put("content", "Find x.");
        items.forEach(input::add);
        input.addObject()
                .put("type", "function_call_output")
                .put("call_id", items.get(items.size() - 1).path("call_id").asString())
                .put("output", "found");
        return door.post(
                "/v1/responses",
                "{\"model\": \"%s\", \"max_output_tokens\": 9000, %s, \"input\": %s}".formatted(model, TOOLS, input));
    }

    private static void assertClaudeHearsItsThoughts() {
        JsonNode blocks = provider.seen().json().at("/messages/1/content");
        assertThat(blocks.at("/0/type").asString()).isEqualTo("thinking");
        assertThat(blocks.at("/0/thinking").asString()).isEqualTo("Look it up.");
        assertThat(blocks.at("/0/signature").asString()).isEqualTo("c2VhbA==");
        assertThat(blocks.at("/1/type").asString()).isEqualTo("tool_use");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void claudesSealedThoughtsSurviveALoopOfTools(boolean stream) {
        String model = "anthropic/" + CLAUDE;
        provider.play(new Recorded(
                200, stream ? "text/event-stream" : "application/json", stream ? THOUGHT_STREAM : THOUGHT));
        JsonNode first = firstTurn(model, stream);
        assertThat(first.at("/output/0/type").asString()).isEqualTo("reasoning");
        assertThat(first.at("/output/0/encrypted_content").asString()).isNotEmpty();

        play(SAID);
        assertThat(secondTurn(model, first.path("output")).status()).isEqualTo(200);
        assertClaudeHearsItsThoughts();

        door.post("/v1/responses", """
                {"model": "%s", "max_output_tokens": 9000, %s, "previous_response_id": "%s",
                 "input": [{"type": "function_call_output", "call_id": "toolu_1", "output": "found"}]}""".formatted(model, TOOLS, first.path("id").asString()));
        assertClaudeHearsItsThoughts();
    }

    @Test
    void geminisSignatureFindsItsCallAgain() {
        play("""
                {"candidates": [{"content": {"role": "model", "parts": [
                   {"text": "Hm.", "thought": true},
                   {"functionCall": {"name": "find", "args": {"q": "x"}}, "thoughtSignature": "c2lnbmVk"}]},
                 "finishReason": "STOP"}],
                 "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 2, "totalTokenCount": 7}}""");
        JsonNode first = firstTurn("gemini/gemini-3-pro", false);

        secondTurn("gemini/gemini-3-pro", first.path("output"));

        JsonNode parts = provider.seen().json().at("/contents/1/parts");
        List<JsonNode> calls =
                parts.valueStream().filter(part -> part.has("functionCall")).toList();
        assertThat(calls)
                .singleElement()
                .satisfies(call ->
                        assertThat(call.path("thoughtSignature").asString()).isEqualTo("c2lnbmVk"));
    }

    @Test
    void openAiIsNotSentThoughtsThatAnotherVendorSealed() {
        play(THOUGHT);
        JsonNode items = firstTurn("anthropic/" + CLAUDE, false).path("output");

        secondTurn("openai/gpt-9", items);

        assertThat(provider.seen().path()).endsWith("/responses");
        assertThat(provider.seen().json().path("input"))
                .extracting(item -> item.path("type").asString("message"))
                .containsExactly("message", "function_call", "function_call_output");
    }
}
