package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.RateLimitException;
import com.openai.models.FunctionDefinition;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.UsageNumbers;
import dev.weir.testkit.TestingWeir;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's and Anthropic's own Java clients talk to Gemini, be it at Google's API or on Vertex. */
class GoogleClientsTest {
    private static final String GEMINI = "gemini/gemini-2.5-flash";
    private static final String VERTEX = "vertex/gemini-2.5-flash";
    private static final String NEWEST = "gemini/gemini-3-pro-preview";

    private static TestingWeir weir;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start(
                "  gemini: {kind: gemini, base_url: 'SIMULATOR', api_key: secret, allow_private: true}\n"
                        + "  vertex: {kind: vertex, base_url: 'SIMULATOR', options: {project: p-1, location: europe-west4},"
                        + " api_key: token, allow_private: true}\n",
                SimulatorOptions.defaults().withKeepBodies(true));
        openAi = Clients.openAi(Door.of(weir), 0);
        anthropic = Clients.anthropic(Door.of(weir), 0);
    }

    @AfterAll
    static void stop() {
        openAi.close();
        anthropic.close();
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT);
    }

    private static ChatCompletionCreateParams.Builder chat(String model, String text) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
    }

    private static Served served() {
        return weir.simulator().served().getLast();
    }

    private static JsonNode sent() {
        return JsonMapper.shared().readTree(String.valueOf(served().body()));
    }

    private static JsonNode exchange() {
        return Door.of(weir).get("/api/exchanges/" + served().exchangeId()).json();
    }

    @ParameterizedTest
    @ValueSource(strings = {GEMINI, VERTEX})
    void aChatComesBackWhole(String model) {
        weir.upstream(Script.DEFAULT.withStandard(
                Behaviour.DEFAULT.withUsage(new UsageNumbers(50, 17, 10, 10, UsageNumbers.Placement.OWN_CHUNK))));

        ChatCompletion answer = openAi.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(model)
                        .addSystemMessage("Be brief.")
                        .addUserMessage("Hello.")
                        .temperature(0.5)
                        .seed(7)
                        .build());

        assertThat(answer.choices()).singleElement().satisfies(choice -> {
            assertThat(choice.message().content()).contains("Hello.");
            assertThat(choice.finishReason().asString()).isEqualTo("stop");
        });
        assertThat(answer.model()).isEqualTo("gemini-2.5-flash");
        var usage = answer.usage().orElseThrow();
        assertThat(usage.promptTokens()).isEqualTo(50);
        assertThat(usage.completionTokens()).isEqualTo(17);
        assertThat(usage.completionTokensDetails().orElseThrow().reasoningTokens())
                .contains(10L);
        assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens()).contains(10L);
        assertThat(exchange().at("/usage/output_tokens").asLong()).isEqualTo(17);
        assertThat(sent().at("/generationConfig/seed").asInt()).isEqualTo(7);
        assertThat(sent().at("/systemInstruction/parts/0/text").asString()).isEqualTo("Be brief.");
        assertThat(served().path())
                .isEqualTo(
                        model.equals(GEMINI)
                                ? "/v1/models/gemini-2.5-flash:generateContent"
                                : "/v1/projects/p-1/locations/europe-west4/publishers/google/models/gemini-2.5-flash"
                                        + ":generateContent");
    }

    @ParameterizedTest
    @ValueSource(strings = {GEMINI, VERTEX})
    void aStreamArrivesEventByEvent(String model) {
        weir.upstream(Script.saying(new Answer.Fixed("One two three four five.")));

        List<ChatCompletionChunk> chunks = stream(
                chat(model, "Count.").reasoningEffort(ReasoningEffort.LOW).build());

        assertThat(text(chunks)).isEqualTo("One two three four five.");
        assertThat(chunks).hasSizeGreaterThan(5);
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .map(choice -> choice.delta()._additionalProperties().get("reasoning_content"))
                        .filter(thought -> thought != null)
                        .map(String::valueOf)
                        .collect(Collectors.joining()))
                .isEqualTo("Thinking it over.");
        assertThat(sent().at("/generationConfig/thinkingConfig/thinkingBudget").asInt())
                .isEqualTo(1024);
        assertThat(exchange().at("/usage/output_tokens").asLong()).isEqualTo(served().completionTokens());
        assertThat(exchange().path("status").asString()).isEqualTo("ok");
    }

    @Test
    void aToolIsCalledAndItsResultGivenBackWithTheSeal() {
        weir.upstream(Script.saying(new Answer.Tools("{\"city\":\"Zürich\"}", "It is sunny.")));
        ChatCompletionCreateParams.Builder request = chat(NEWEST, "What is the weather?")
                .addFunctionTool(FunctionDefinition.builder().name("weather").build());

        ChatCompletion first = openAi.chat().completions().create(request.build());
        ChatCompletionMessage message = first.choices().getFirst().message();
        var call = message.toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(first.choices().getFirst().finishReason().asString()).isEqualTo("tool_calls");
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Zürich\"}");
        ChatCompletion second = openAi.chat()
                .completions()
                .create(request.addMessage(message)
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId(call.id())
                                .content("{\"sky\": \"blue\"}")
                                .build())
                        .build());

        assertThat(second.choices().getFirst().message().content()).contains("It is sunny.");
        assertThat(sent().at("/contents/1/parts/0/functionCall/id").asString()).isEqualTo(call.id());
        assertThat(sent().at("/contents/1/parts/0/thoughtSignature").asString()).isEqualTo("c2ltdWxhdGVkLXRob3VnaHQ=");
        assertThat(sent().at("/contents/2/parts/0/functionResponse/name").asString())
                .isEqualTo("weather");
        assertThat(sent().at("/contents/2/parts/0/functionResponse/response/sky")
                        .asString())
                .isEqualTo("blue");
    }

    @Test
    void anthropicsClientCallsToolsAndGivesTheSealBack() {
        weir.upstream(Script.saying(new Answer.Tools("{\"city\":\"Zürich\"}", "It is sunny.")));
        MessageCreateParams.Builder request = message(NEWEST, "What is the weather?")
                .addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder().build())
                        .build());

        Message first = anthropic.messages().create(request.build());
        assertThat(first.stopReason()).contains(StopReason.TOOL_USE);
        var use = first.content().getLast().asToolUse();
        Message second = anthropic
                .messages()
                .create(request.addMessage(first)
                        .addUserMessageOfContentBlockParams(
                                List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                        .toolUseId(use.id())
                                        .content("no idea")
                                        .isError(true)
                                        .build())))
                        .build());

        assertThat(second.content().getFirst().asText().text()).isEqualTo("It is sunny.");
        assertThat(sent().at("/contents/1/parts/0/thoughtSignature").asString()).isEqualTo("c2ltdWxhdGVkLXRob3VnaHQ=");
        assertThat(sent().at("/contents/2/parts/0/functionResponse/response/error")
                        .asString())
                .isEqualTo("no idea");
        List<RawMessageStreamEvent> events;
        try (StreamResponse<RawMessageStreamEvent> stream = anthropic
                .messages()
                .createStreaming(message(NEWEST, "What is the weather?")
                        .addTool(Tool.builder()
                                .name("weather")
                                .inputSchema(Tool.InputSchema.builder().build())
                                .build())
                        .build())) {
            events = stream.stream().toList();
        }
        assertThat(events.stream()
                        .flatMap(event -> event.contentBlockDelta().stream())
                        .flatMap(delta -> delta.delta().signature().stream())
                        .map(delta -> delta.signature()))
                .containsExactly("gemini:c2ltdWxhdGVkLXRob3VnaHQ=");
    }

    @Test
    void structuredOutputIsHeldToItsSchema() {
        weir.upstream(Script.saying(new Answer.Fixed("{\"answer\":42}")));

        ChatCompletion answer = openAi.chat()
                .completions()
                .create(chat(GEMINI, "What?")
                        .responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                        .name("answer")
                                        .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                                .putAdditionalProperty("type", JsonValue.from("object"))
                                                .build())
                                        .build())
                                .build())
                        .build());

        assertThat(answer.choices().getFirst().message().content()).contains("{\"answer\":42}");
        assertThat(sent().at("/generationConfig/responseMimeType").asString()).isEqualTo("application/json");
        assertThat(sent().at("/generationConfig/responseJsonSchema/type").asString())
                .isEqualTo("object");
    }

    @Test
    void imagesAreSeen() {
        openAi.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(GEMINI)
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                        .text("What is this?")
                                        .build()),
                                image("data:image/png;base64,iVBORw0KGgo="),
                                image("https://example.com/cat.jpeg?size=1")))
                        .build());

        assertThat(sent().at("/contents/0/parts/1/inlineData/mimeType").asString())
                .isEqualTo("image/png");
        assertThat(sent().at("/contents/0/parts/1/inlineData/data").asString()).isEqualTo("iVBORw0KGgo=");
        assertThat(sent().at("/contents/0/parts/2/fileData/fileUri").asString())
                .isEqualTo("https://example.com/cat.jpeg?size=1");
        assertThat(sent().at("/contents/0/parts/2/fileData/mimeType").asString())
                .isEqualTo("image/jpeg");
    }

    private static ChatCompletionContentPart image(String url) {
        return ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(url)
                        .build())
                .build());
    }

    @Test
    void anthropicsThinkingIsGeminis() {
        Message answer = anthropic
                .messages()
                .create(message(GEMINI, "Hello.").enabledThinking(2000).build());

        assertThat(answer.content().getFirst().asThinking().thinking()).isEqualTo("Thinking it over.");
        assertThat(answer.content().getLast().asText().text()).isEqualTo("Hello.");
        assertThat(sent().at("/generationConfig/thinkingConfig/thinkingBudget").asInt())
                .isEqualTo(2000);
        assertThat(sent().at("/generationConfig/thinkingConfig/includeThoughts").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {GEMINI, VERTEX})
    void tokensAreCountedByGoogle(String model) {
        long counted = anthropic
                .messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(model)
                        .addUserMessage("Hello there, how are you today?")
                        .build())
                .inputTokens();

        assertThat(counted).isEqualTo(served().promptTokens()).isPositive();
        assertThat(served().path()).endsWith(":countTokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini/gemini-embedding-001", "vertex/text-embedding-005", "vertex/gemini-embedding-001"})
    void textsBecomeVectors(String model) {
        CreateEmbeddingResponse answer = openAi.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(model)
                        .inputOfArrayOfStrings(List.of("one", "two words"))
                        .dimensions(8)
                        .build());

        assertThat(answer.data())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.embedding()).hasSize(8));
        assertThat(answer.usage().promptTokens()).isEqualTo(3);
    }

    @Test
    void tokenIdsAreNothingToGoogle() {
        Door.Reply reply = Door.of(weir).post("/v1/embeddings", """
                {"model": "gemini/gemini-embedding-001", "input": [[1, 2, 3]]}""");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/param").asString()).isEqualTo("input");
    }

    @Test
    void claudeOnVertexIsAskedInAnthropicsWords() {
        Message answer = anthropic
                .messages()
                .create(message("vertex/claude-sonnet-4-5@20250929", "Hello.").build());
        JsonNode body = sent();
        String path = served().path();
        List<ChatCompletionChunk> chunks =
                stream(chat("vertex/claude-sonnet-4-5@20250929", "Hello.").build());

        assertThat(answer.content().getFirst().asText().text()).isEqualTo("Hello.");
        assertThat(path).endsWith("/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict");
        assertThat(body.path("anthropic_version").asString()).isEqualTo("vertex-2023-10-16");
        assertThat(body.has("model")).isFalse();
        assertThat(text(chunks)).isEqualTo("Hello.");
        assertThat(served().path()).endsWith(":streamRawPredict");
    }

    @ParameterizedTest
    @ValueSource(strings = {GEMINI, VERTEX})
    void googlesTroubleIsPassedOn(String model) {
        weir.upstream(
                Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(429, Map.of("retry-after", "7"), null))));
        RateLimitException limited = Assertions.catchThrowableOfType(
                RateLimitException.class,
                () -> openAi.chat().completions().create(chat(model, "Hello.").build()));
        weir.upstream(Script.saying(new Answer.Lorem(60)).withFault(FaultRule.always(new Fault.Cut(40, false))));
        Door.Reply cut = Door.of(weir).post("/v1/chat/completions", """
                {"model": "%s", "stream": true, "messages": [{"role": "user", "content": "Hi"}]}""".formatted(model));

        assertThat(limited.headers().values("retry-after")).containsExactly("7");
        assertThat(limited.getMessage()).contains("Rate limit reached.");
        assertThat(cut.text()).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(exchange().path("status").asString()).isEqualTo("error");
    }

    @Test
    void whatGoogleCannotDoIsRefusedByName() {
        Door.Reply reply = Door.of(weir).post("/v1/chat/completions", """
                {"model": "gemini/gemini-2.5-flash", "logit_bias": {"50256": -100},
                 "messages": [{"role": "user", "content": "Hi"}]}""");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/param").asString()).isEqualTo("logit_bias");
        assertThat(reply.json().at("/error/message").asString()).contains("Gemini");
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void aModelsNameLeadsNowhereElse() {
        Door.of(weir).post("/v1/chat/completions", """
                {"model": "gemini/../../v1/chat?x=#y", "messages": [{"role": "user", "content": "Hi"}]}""");

        assertThat(served().path()).isEqualTo("/v1/models/..%2F..%2Fv1%2Fchat%3Fx%3D%23y:generateContent");
    }

    private static MessageCreateParams.Builder message(String model, String text) {
        return MessageCreateParams.builder().model(model).maxTokens(4000).addUserMessage(text);
    }

    private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams request) {
        try (com.openai.core.http.StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(request)) {
            return stream.stream().toList();
        }
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }
}
