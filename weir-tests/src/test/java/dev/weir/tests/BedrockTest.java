package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlockParam;
import com.openai.client.OpenAIClient;
import com.openai.models.FunctionDefinition;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.weir.app.Weir;
import dev.weir.simulator.EventStreamMessages;
import dev.weir.tests.RecordedProvider.Recorded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
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

/** Callers of both dialects use Bedrock and notice nothing, but for a peer that speaks Converse. */
class BedrockTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path RECORDINGS =
            Path.of(System.getProperty("weir.root"), "weir-server/src/test/resources/recordings");
    private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";
    private static final String SONNET = "bed/us.anthropic.claude-sonnet-4-5-20250929-v1:0";

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
        String url = "http://127.0.0.1:" + provider.url().getPort();
        weir = Servers.start(data, Map.of(), """
                providers:
                  bed:
                    kind: bedrock
                    base_url: '%1$s'
                    allow_private: true
                    options: {region: eu-central-1, access_key_id: AKIDEXAMPLE, secret_access_key: secret, session_token: token,
                              guardrail: gr-1, guardrail_version: '3', guardrail_trace: enabled}
                  keyed: {kind: bedrock, base_url: '%1$s', allow_private: true, api_key: bedrock-key, options: {region: us-east-1}}
                """.formatted(url));
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

    @ParameterizedTest
    @CsvSource({"bedrock_converse_stream.0, 28, 22", "bedrock_guardrail.0, 17, 16"})
    void recordedStreamsReachTheCallerHoweverTheyAreCut(String name, long input, long output) throws Exception {
        JsonNode recording = JSON.readTree(Files.readString(RECORDINGS.resolve(name + ".json")));
        provider.play(new Recorded(
                200,
                EVENT_STREAM,
                Base64.getDecoder().decode(recording.at("/response/body_b64").asString())));

        for (int i = 0; i < 8; i++) {
            Door.Reply reply = door.post("/v1/chat/completions", """
                    {"model": "bed/amazon.titan-text-express-v1", "stream": true,
                     "messages": [{"role": "user", "content": "what is the capital of Japan?"}]}""");

            assertThat(reply.text())
                    .contains("{ADDRESS}")
                    .contains("\"content_filter\"")
                    .contains("[DONE]");
            assertThat(provider.seen().path()).isEqualTo("/model/amazon.titan-text-express-v1/converse-stream");
            JsonNode exchange = exchange(reply);
            assertThat(exchange.path("status").asString()).isEqualTo("ok");
            assertThat(exchange.at("/usage/input_tokens").asLong()).isEqualTo(input);
            assertThat(exchange.at("/usage/output_tokens").asLong()).isEqualTo(output);
            assertThat(exchange.at("/usage/estimated").asBoolean()).isFalse();
        }
    }

    @Test
    void requestsAreSignedOrCarryAKey() {
        provider.play(whole("Hello."));

        ask("bed/amazon.nova-lite-v1:0");
        RecordedProvider.Seen signed = provider.seen();
        ask("keyed/amazon.nova-lite-v1:0");

        assertThat(signed.path()).isEqualTo("/model/amazon.nova-lite-v1%3A0/converse");
        assertThat(signed.headers().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                .contains("/eu-central-1/bedrock/aws4_request")
                .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token");
        assertThat(signed.headers()).containsEntry("x-amz-security-token", "token");
        assertThat(signed.json().path("guardrailConfig").toString())
                .isEqualTo("{\"guardrailIdentifier\":\"gr-1\",\"guardrailVersion\":\"3\",\"trace\":\"enabled\"}");
        assertThat(provider.seen().headers()).containsEntry("authorization", "Bearer bedrock-key");
    }

    @Test
    void openAisClientGetsToolCallsWholeAndInPieces() {
        ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder()
                .model(SONNET)
                .addSystemMessage("Be brief.")
                .addUserMessage("What is the weather in Rome?")
                .maxCompletionTokens(300)
                .temperature(0.5)
                .stop("END")
                .addFunctionTool(FunctionDefinition.builder().name("weather").build());
        provider.play(new Recorded(200, "application/json", """
                {"output": {"message": {"role": "assistant", "content": [
                  {"toolUse": {"toolUseId": "t1", "name": "weather", "input": {"city": "Rome"}}}]}},
                 "stopReason": "tool_use", "usage": {"inputTokens": 20, "outputTokens": 9, "totalTokens": 29}}"""));
        ChatCompletion answer = openAi.chat().completions().create(request.build());
        JsonNode sent = provider.seen().json();
        provider.play(stream(
                event("messageStart", "{'role':'assistant'}"),
                event(
                        "contentBlockStart",
                        "{'start':{'toolUse':{'toolUseId':'t1','name':'weather'}},'contentBlockIndex':0}"),
                event("contentBlockDelta", "{'delta':{'toolUse':{'input':'{\\\"city\\\"'}},'contentBlockIndex':0}"),
                event("contentBlockDelta", "{'delta':{'toolUse':{'input':':\\\"Rome\\\"}'}},'contentBlockIndex':0}"),
                event("messageStop", "{'stopReason':'tool_use'}"),
                event(
                        "metadata",
                        "{'usage':{'inputTokens':20,'outputTokens':9,'totalTokens':29,'cacheReadInputTokens':5}}")));
        List<ChatCompletionChunk> chunks;
        try (var stream = openAi.chat()
                .completions()
                .createStreaming(request.streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            chunks = stream.stream().toList();
        }

        var call =
                answer.choices().getFirst().message().toolCalls().orElseThrow().getFirst();
        assertThat(call.asFunction().function().arguments()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(29);
        assertThat(sent.at("/system/0/text").asString()).isEqualTo("Be brief.");
        assertThat(sent.at("/inferenceConfig").toString())
                .isEqualTo("{\"maxTokens\":300,\"temperature\":0.5,\"stopSequences\":[\"END\"]}");
        assertThat(sent.at("/toolConfig/tools/0/toolSpec/name").asString()).isEqualTo("weather");
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.delta().toolCalls().stream().flatMap(List::stream))
                        .flatMap(piece -> piece.function().stream())
                        .flatMap(function -> function.arguments().stream())
                        .collect(Collectors.joining()))
                .isEqualTo("{\"city\":\"Rome\"}");
        assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isEqualTo(25);
    }

    @Test
    void anthropicsClientGetsThoughtsWithTheirSeal() {
        provider.play(stream(
                event("messageStart", "{'role':'assistant'}"),
                event("contentBlockDelta", "{'delta':{'reasoningContent':{'text':'Hm.'}},'contentBlockIndex':0}"),
                event(
                        "contentBlockDelta",
                        "{'delta':{'reasoningContent':{'signature':'seal=='}},'contentBlockIndex':0}"),
                event("contentBlockStop", "{'contentBlockIndex':0}"),
                event("contentBlockDelta", "{'delta':{'text':'Yes.'},'contentBlockIndex':1}"),
                event("messageStop", "{'stopReason':'end_turn'}"),
                event("metadata", "{'usage':{'inputTokens':3,'outputTokens':7,'totalTokens':10}}")));
        MessageCreateParams request = MessageCreateParams.builder()
                .model(SONNET)
                .maxTokens(4000)
                .enabledThinking(2000)
                .addUserMessage("Really?")
                .build();
        List<RawMessageStreamEvent> events;
        try (StreamResponse<RawMessageStreamEvent> stream = anthropic.messages().createStreaming(request)) {
            events = stream.stream().toList();
        }

        assertThat(events.stream()
                        .flatMap(event -> event.contentBlockDelta().stream())
                        .flatMap(delta -> delta.delta().signature().stream())
                        .map(signature -> signature.signature()))
                .containsExactly("seal==");
        assertThat(provider.seen()
                        .json()
                        .at("/additionalModelRequestFields/thinking")
                        .toString())
                .isEqualTo("{\"type\":\"enabled\",\"budget_tokens\":2000}");

        provider.play(new Recorded(200, "application/json", """
                {"output": {"message": {"role": "assistant", "content": [
                  {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "seal=="}}}, {"text": "Yes."}]}},
                 "stopReason": "end_turn", "usage": {"inputTokens": 3, "outputTokens": 7, "totalTokens": 10}}"""));
        Message answer = anthropic.messages().create(request);

        assertThat(answer.content().getFirst().asThinking().signature()).isEqualTo("seal==");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);

        anthropic
                .messages()
                .create(request.toBuilder()
                        .addAssistantMessageOfContentBlockParams(List.of(
                                ContentBlockParam.ofThinking(ThinkingBlockParam.builder()
                                        .thinking("Hm.")
                                        .signature("seal==")
                                        .build()),
                                ContentBlockParam.ofText(
                                        TextBlockParam.builder().text("Yes.").build())))
                        .addUserMessage("Why?")
                        .build());
        assertThat(provider.seen()
                        .json()
                        .at("/messages/1/content/0/reasoningContent/reasoningText")
                        .toString())
                .isEqualTo("{\"text\":\"Hm.\",\"signature\":\"seal==\"}");
    }

    @Test
    void imagesAndMarksForTheCacheGoAlong() {
        provider.play(whole("A dot."));
        anthropic
                .messages()
                .create(MessageCreateParams.builder()
                        .model(SONNET)
                        .maxTokens(100)
                        .systemOfTextBlockParams(List.of(TextBlockParam.builder()
                                .text("Long rules.")
                                .cacheControl(CacheControlEphemeral.builder().build())
                                .build()))
                        .addUserMessageOfContentBlockParams(List.of(
                                ContentBlockParam.ofImage(ImageBlockParam.builder()
                                        .source(Base64ImageSource.builder()
                                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                                .data("iVBORw0KGgo=")
                                                .build())
                                        .build()),
                                ContentBlockParam.ofText(TextBlockParam.builder()
                                        .text("What is this?")
                                        .cacheControl(
                                                CacheControlEphemeral.builder().build())
                                        .build())))
                        .build());

        JsonNode sent = provider.seen().json();
        assertThat(sent.path("system").toString())
                .isEqualTo("[{\"text\":\"Long rules.\"},{\"cachePoint\":{\"type\":\"default\"}}]");
        assertThat(sent.at("/messages/0/content").toString())
                .isEqualTo("[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"iVBORw0KGgo=\"}}},"
                        + "{\"text\":\"What is this?\"},{\"cachePoint\":{\"type\":\"default\"}}]");
    }

    @Test
    void whatBedrockCannotDoIsRefusedByItsField() {
        Door.Reply seed = door.post("/v1/chat/completions", """
                {"model": "%s", "seed": 7, "messages": [{"role": "user", "content": "Hi"}]}""".formatted(SONNET));
        Door.Reply image = door.post("/v1/chat/completions", """
                {"model": "%s", "messages": [{"role": "user", "content": [
                  {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]}]}""".formatted(SONNET));

        assertThat(seed.status()).isEqualTo(400);
        assertThat(seed.json().at("/error/param").asString()).isEqualTo("seed");
        assertThat(image.status()).isEqualTo(400);
        assertThat(image.json().at("/error/param").asString()).isEqualTo("messages[0].content[0].image_url");
    }

    @Test
    void errorsAndExceptionsAreTheCallersErrors() {
        provider.play(new Recorded(429, "application/json", "{\"message\":\"Too many requests, please wait.\"}"));
        assertThat(ask("bed/m").status()).isEqualTo(429);

        provider.play(
                new Recorded(400, "application/json", "{\"message\":\"Input is too long for requested model.\"}"));
        assertThat(ask("bed/m").json().at("/error/code").asString()).isEqualTo("context_length_exceeded");

        provider.play(stream(
                event("contentBlockDelta", "{'delta':{'text':'Once '},'contentBlockIndex':0}"),
                EventStreamMessages.exception("throttlingException", "{\"message\":\"Slow down\"}")));
        Door.Reply broken = door.post("/v1/chat/completions", """
                {"model": "bed/m", "stream": true, "messages": [{"role": "user", "content": "Hi"}]}""");
        assertThat(broken.text()).contains("Once ").contains("Slow down").doesNotContain("[DONE]");

        byte[] damaged = event("contentBlockDelta", "{'delta':{'text':'x'},'contentBlockIndex':0}");
        damaged[damaged.length - 6] ^= 1;
        provider.play(stream(damaged));
        Door.Reply corrupt = door.post("/v1/chat/completions", """
                {"model": "bed/m", "stream": true, "messages": [{"role": "user", "content": "Hi"}]}""");
        assertThat(corrupt.status()).isEqualTo(502);
        assertThat(corrupt.text()).contains("checksum");
    }

    @Test
    void tokensAreCountedByBedrockWhereItCan() {
        provider.play(new Recorded(200, "application/json", "{\"inputTokens\": 42}"));
        String request =
                "{\"model\": \"bed/anthropic.claude-3-haiku\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";

        assertThat(door.post("/v1/messages/count_tokens", request)
                        .json()
                        .path("input_tokens")
                        .asInt())
                .isEqualTo(42);
        assertThat(provider.seen().path()).endsWith("/count-tokens");
        assertThat(provider.seen()
                        .json()
                        .at("/input/converse/messages/0/content/0/text")
                        .asString())
                .isEqualTo("Hi");

        provider.play(new Recorded(400, "application/json", "{\"message\": \"The model does not support it.\"}"));
        assertThat(door.post("/v1/messages/count_tokens", request)
                        .json()
                        .path("input_tokens")
                        .asInt())
                .isBetween(1, 20);
    }

    @ParameterizedTest
    @CsvSource({
        "amazon.titan-embed-text-v2:0, '{\"embedding\":[0.5,-1],\"inputTextTokenCount\":3}', 6",
        "cohere.embed-english-v3, '{\"embeddings\":[[0.5,-1],[0.5,-1]]}', -1",
        "cohere.embed-v4:0, '{\"embeddings\":{\"float\":[[0.5,-1],[0.5,-1]]}}', -1"
    })
    void textsBecomeVectors(String model, String body, long tokens) {
        provider.play(new Recorded(200, "application/json", body));

        Door.Reply reply =
                door.post("/v1/embeddings", "{\"model\": \"bed/" + model + "\", \"input\": [\"a text\", \"another\"]}");

        assertThat(reply.json().at("/data/1/embedding").toString()).isEqualTo("[0.5,-1.0]");
        assertThat(exchange(reply).at("/usage/estimated").asBoolean()).isEqualTo(tokens < 0);
        if (tokens > 0) {
            assertThat(exchange(reply).at("/usage/input_tokens").asLong()).isEqualTo(tokens);
        }
    }

    private static Door.Reply ask(String model) {
        return door.post(
                "/v1/chat/completions",
                "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}");
    }

    private static JsonNode exchange(Door.Reply reply) {
        return door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
    }

    private static Recorded whole(String text) {
        return new Recorded(200, "application/json", """
                {"output": {"message": {"role": "assistant", "content": [{"text": "%s"}]}}, "stopReason": "end_turn",
                 "usage": {"inputTokens": 3, "outputTokens": 2, "totalTokens": 5}}""".formatted(text));
    }

    private static byte[] event(String type, String json) {
        return EventStreamMessages.event(type, json.replace('\'', '"'));
    }

    private static Recorded stream(byte[]... messages) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            stream.writeBytes(message);
        }
        return new Recorded(200, EVENT_STREAM, stream.toByteArray());
    }
}
