package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.weir.app.Weir;
import dev.weir.tests.RecordedProvider.Recorded;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cohere, rerankers, and servers of OpenAI's dialect that are not quite like OpenAI. */
class VendorsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path RECORDINGS =
            Path.of(System.getProperty("weir.root"), "weir-server/src/test/resources/recordings");
    private static final String STREAM = "text/event-stream";

    @TempDir
    static Path data;

    private static RecordedProvider provider;
    private static Weir weir;
    private static Door door;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() throws IOException {
        provider = new RecordedProvider();
        weir = Servers.start(data, Map.of(), """
                providers:
                  cohere: {kind: cohere, base_url: '%1$s', api_key: co-key, allow_private: true}
                  mist: {kind: openai, vendor: mistral, base_url: '%1$s', api_key: none, allow_private: true}
                  vll: {kind: openai, vendor: vllm, base_url: '%1$s', api_key: none, allow_private: true}
                  groq: {kind: openai, vendor: groq, base_url: '%1$s', api_key: none, allow_private: true}
                  own: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true, capabilities: {output_limit: max_tokens, stream_options: false}}
                prices:
                  rerank-english-v3.0: {input: 0, output: 0, searches: 2.00}
                """.formatted(provider.url()));
        door = new Door(URI.create("http://127.0.0.1:" + weir.port()), Servers.ADMIN_KEY);
        openAi = Clients.openAi(door, 0);
        anthropic = Clients.anthropic(door, 0);
    }

    @AfterAll
    static void stop() throws IOException {
        openAi.close();
        anthropic.close();
        weir.close();
        provider.close();
    }

    @Test
    void openAisClientTalksToCohere() {
        provider.play(new Recorded(200, "application/json", """
                {"id": "1", "finish_reason": "COMPLETE", "message": {"role": "assistant", "content": [
                  {"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Rome."}], "citations": []},
                 "usage": {"billed_units": {"input_tokens": 5, "output_tokens": 418.0},
                           "tokens": {"input_tokens": 71, "output_tokens": 418}, "cached_tokens": 2}}"""));

        ChatCompletion answer = openAi.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("cohere/command-a-03-2025")
                        .addSystemMessage("Be brief.")
                        .addUserMessage("The capital of Italy?")
                        .maxCompletionTokens(50)
                        .topP(0.5)
                        .seed(7)
                        .build());

        JsonNode sent = provider.seen().json();
        assertThat(answer.choices().getFirst().message().content()).contains("Rome.");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(5);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(418);
        assertThat(provider.seen().path()).isEqualTo("/v1/chat");
        assertThat(provider.seen().headers()).containsEntry("authorization", "Bearer co-key");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(sent.path("p").asDouble()).isEqualTo(0.5);
        assertThat(sent.path("messages").toString())
                .isEqualTo("[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"The capital of Italy?\"}]");
    }

    @Test
    void anthropicsClientStreamsToolCallsFromCohere() {
        provider.play(sse(
                "{'type':'message-start','id':'1','delta':{'message':{'role':'assistant','content':[]}}}",
                "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'I will look.'}}}",
                "{'type':'tool-call-start','index':0,'delta':{'message':{'tool_calls':{'id':'t1','type':'function',"
                        + "'function':{'name':'weather','arguments':''}}}}}",
                "{'type':'tool-call-delta','index':0,'delta':{'message':{'tool_calls':{'function':{'arguments':'{}'}}}}}",
                "{'type':'tool-call-end','index':0}",
                "{'type':'tool-call-start','index':1,'delta':{'message':{'tool_calls':{'id':'t2','type':'function',"
                        + "'function':{'name':'time','arguments':'{}'}}}}}",
                "{'type':'message-end','delta':{'finish_reason':'TOOL_CALL','usage':{'billed_units':"
                        + "{'input_tokens':8,'output_tokens':9},'tokens':{'input_tokens':80,'output_tokens':90}}}}"));
        List<RawMessageStreamEvent> events;
        try (StreamResponse<RawMessageStreamEvent> stream = anthropic
                .messages()
                .createStreaming(MessageCreateParams.builder()
                        .model("cohere/command-a-03-2025")
                        .maxTokens(100)
                        .addUserMessage("What is it like?")
                        .addTool(Tool.builder()
                                .name("weather")
                                .inputSchema(Tool.InputSchema.builder().build())
                                .build())
                        .build())) {
            events = stream.stream().toList();
        }

        assertThat(events.stream()
                        .flatMap(event -> event.contentBlockStart().stream())
                        .flatMap(start -> start.contentBlock().toolUse().stream())
                        .map(tool -> tool.id() + " " + tool.name())
                        .toList())
                .containsExactly("t1 weather", "t2 time");
        assertThat(events.get(events.size() - 2).asMessageDelta().usage().outputTokens())
                .isEqualTo(9);
        assertThat(provider.seen().json().at("/tools/0/function/name").asString())
                .isEqualTo("weather");
    }

    @Test
    void aCutStreamOfCoheresIsNoSuccess() {
        provider.play(sse("{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'Once'}}}}"));

        String cut = door.post("/v1/chat/completions", chat("cohere/command-r", ", \"stream\": true"))
                .text();

        assertThat(cut).contains("Once").contains("\"error\"").doesNotContain("[DONE]");
    }

    @Test
    void cohereMakesVectors() {
        provider.play(new Recorded(200, "application/json", """
                {"id": "1", "embeddings": {"float": [[0.5, -1], [2, 3]]}, "texts": ["a", "b"],
                 "meta": {"billed_units": {"input_tokens": 4}}}"""));

        Door.Reply reply = door.post(
                "/v1/embeddings",
                "{\"model\": \"cohere/embed-v4.0\", \"input\": [\"a\", \"b\"], \"input_type\": \"search_query\", \"dimensions\": 256}");

        assertThat(reply.json().at("/data/0/embedding").toString()).isEqualTo("[0.5,-1.0]");
        assertThat(reply.json().at("/usage/prompt_tokens").asInt()).isEqualTo(4);
        assertThat(provider.seen().json().path("input_type").asString()).isEqualTo("search_query");
        assertThat(provider.seen().json().path("output_dimension").asInt()).isEqualTo(256);
        assertThat(exchange(reply).path("cost").asString()).isEqualTo("0.00000048");
        assertThat(door.post("/v1/embeddings", "{\"model\": \"cohere/embed-v4.0\", \"input\": [1, 2]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aRecordedRerankCostsItsSearchUnits() throws Exception {
        JsonNode recording = JSON.readTree(Files.readString(RECORDINGS.resolve("cohere_rerank.0.json")));
        String body = recording.at("/response/body").asString();
        provider.play(new Recorded(200, "application/json", body));
        String request =
                recording.at("/request/body").asString().replaceFirst("rerank-english", "cohere/rerank-english");

        for (int i = 0; i < 8; i++) {
            Door.Reply reply = door.post("/v1/rerank", request);

            assertThat(reply.text()).isEqualTo(body);
            JsonNode exchange = exchange(reply);
            assertThat(exchange.at("/attempts/0/usage/searches").asInt()).isEqualTo(1);
            assertThat(exchange.at("/usage/estimated").asBoolean()).isFalse();
            assertThat(exchange.path("cost").asString()).isEqualTo("0.002000");
            assertThat(exchange.path("operation").asString()).isEqualTo("rerank");
        }
        assertThat(provider.seen().json().path("model").asString()).isEqualTo("rerank-english-v3.0");
    }

    @Test
    void otherServersRerankToo() {
        String body = """
                {"model": "m", "usage": {"total_tokens": 15}, "results": [{"index": 1, "relevance_score": 0.8}]}""";
        provider.play(new Recorded(200, "application/json", body));
        String documents = "\"query\": \"q\", \"documents\": [{\"text\": \"a\"}, \"b\"], \"return_documents\": true}";

        Door.Reply reply = door.post("/v1/rerank", "{\"model\": \"vll/m\", " + documents);

        assertThat(reply.text()).isEqualTo(body);
        assertThat(provider.seen().path()).isEqualTo("/v1/rerank");
        assertThat(provider.seen().json().at("/documents/0/text").asString()).isEqualTo("a");
        assertThat(exchange(reply).at("/usage/input_tokens").asInt()).isEqualTo(15);
        assertThat(door.post("/v1/rerank", "{\"model\": \"groq/m\", " + documents)
                        .text())
                .contains("has no /rerank");
        assertThat(door.post("/v1/rerank", "{\"model\": \"cohere/m\", " + documents)
                        .json()
                        .at("/results/0/document/text")
                        .asString())
                .isEqualTo("b");
        assertThat(provider.seen().json().toString())
                .isEqualTo("{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"]}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', model",
        "'{\"model\": \"cohere/m\"}', query",
        "'{\"model\": \"cohere/m\", \"query\": 1}', query",
        "'{\"model\": \"cohere/m\", \"query\": \"q\"}', documents",
        "'{\"model\": \"cohere/m\", \"query\": \"q\", \"documents\": []}', documents",
        "'{\"model\": \"cohere/m\", \"query\": \"q\", \"documents\": [\"a\", {\"x\": 1}]}', documents[1].text",
        "'{\"model\": \"cohere/m\", \"query\": \"q\", \"documents\": [\"a\"], \"top_n\": 0}', top_n",
    })
    void aMistakeInARerankIsNamed(String body, String field) {
        Door.Reply reply = door.post("/v1/rerank", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/param").asString()).isEqualTo(field);
    }

    @Test
    void requestsFitTheServer() {
        provider.play(sse("{'choices':[{'index':0,'delta':{'content':'Hi'},'finish_reason':'stop'}]}", "[DONE]"));
        String more = ", \"stream\": true, \"max_completion_tokens\": 9, \"stream_options\": {\"include_usage\": true}";

        door.post("/v1/chat/completions", chat("mist/m", more));
        JsonNode mistral = provider.seen().json();
        door.post("/v1/chat/completions", chat("own/m", more));
        JsonNode own = provider.seen().json();
        door.post("/v1/chat/completions", chat("groq/m", ", \"stream\": true, \"max_tokens\": 9"));
        JsonNode groq = provider.seen().json();

        assertThat(mistral.has("stream_options")).isFalse();
        assertThat(mistral.has("max_completion_tokens")).isFalse();
        assertThat(mistral.path("max_tokens").asInt()).isEqualTo(9);
        assertThat(own).isEqualTo(mistral);
        assertThat(groq.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(groq.path("max_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void aBegunAnswerIsHandedOverAsTheServerWantsIt() {
        provider.play(new Recorded(200, "application/json", """
                {"choices": [{"index": 0, "message": {"content": "b"}, "finish_reason": "stop"}]}"""));
        String body = """
                {"model": "%s/m", "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "A"}]}""";

        door.post("/v1/chat/completions", body.formatted("mist"));
        assertThat(provider.seen().json().at("/messages/1/prefix").asBoolean()).isTrue();
        door.post("/v1/chat/completions", body.formatted("vll"));
        assertThat(provider.seen().json().path("continue_final_message").asBoolean())
                .isTrue();
        assertThat(provider.seen().json().path("add_generation_prompt").asBoolean(true))
                .isFalse();
        door.post("/v1/chat/completions", body.formatted("groq"));
        assertThat(provider.seen().json().propertyNames()).containsExactly("model", "messages");
    }

    private static String chat(String model, String more) {
        return "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]" + more + "}";
    }

    private static JsonNode exchange(Door.Reply reply) {
        return door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
    }

    private static Recorded sse(String... events) {
        return new Recorded(
                200,
                STREAM,
                List.of(events).stream()
                        .map(event -> "data: " + event.replace('\'', '"') + "\n\n")
                        .collect(Collectors.joining()));
    }
}
