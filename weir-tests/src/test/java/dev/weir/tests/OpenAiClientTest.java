package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever points OpenAI's own Java client at Weir notices nothing. */
class OpenAiClientTest {
    private static TestingWeir weir;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("", SimulatorOptions.defaults().withKeepBodies(true));
        client = client(weir.adminKey());
    }

    @AfterAll
    static void stop() {
        client.close();
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT);
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder chat(String text) {
        return ChatCompletionCreateParams.builder().model("sim/gpt-4o-mini").addUserMessage(text);
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

    @Test
    void aChatComesBackWhole() {
        ChatCompletion answer =
                client.chat().completions().create(chat("Hello.").build());

        assertThat(answer.choices()).singleElement().satisfies(choice -> {
            assertThat(choice.message().content()).contains("Hello.");
            assertThat(choice.finishReason().asString()).isEqualTo("stop");
        });
        var usage = answer.usage().orElseThrow();
        assertThat(exchange().at("/usage/input_tokens").asLong()).isEqualTo(usage.promptTokens());
        assertThat(exchange().at("/usage/output_tokens").asLong()).isEqualTo(usage.completionTokens());
        assertThat(exchange().path("status").asString()).isEqualTo("ok");
    }

    @Test
    void aStreamArrivesEventByEvent() {
        weir.upstream(Script.saying(new Answer.Fixed("One two three four five.")));

        List<ChatCompletionChunk> chunks = stream(chat("Count.").build());

        assertThat(text(chunks)).isEqualTo("One two three four five.");
        assertThat(chunks).hasSize(served().chunks() - 1).allSatisfy(chunk -> {
            assertThat(chunk.choices()).hasSize(1);
            assertThat(chunk.usage()).isEmpty();
        });
        assertThat(sent().at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(exchange().at("/usage/output_tokens").asLong()).isEqualTo(served().completionTokens());
    }

    @Test
    void aStreamTellsItsUsageToThoseWhoAsk() {
        List<ChatCompletionChunk> chunks = stream(chat("Count.")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        assertThat(chunks).hasSize(served().chunks());
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage())
                .hasValueSatisfying(
                        usage -> assertThat(usage.completionTokens()).isEqualTo(served().completionTokens()));
    }

    @Test
    void usageOnTheLastChunkOfContentIsPassedOnAsItCame() {
        weir.upstream(Script.DEFAULT.withStandard(
                Behaviour.DEFAULT.withUsage(new UsageNumbers(50, 7, 10, 3, UsageNumbers.Placement.FINISH_CHUNK))));

        List<ChatCompletionChunk> chunks = stream(chat("Count.").build());

        assertThat(chunks.getLast().choices()).hasSize(1);
        assertThat(chunks.getLast().usage()).isPresent();
        JsonNode usage = exchange().path("usage");
        assertThat(usage.path("input_tokens").asLong()).isEqualTo(50);
        assertThat(usage.path("cached_input_tokens").asLong()).isEqualTo(10);
        assertThat(usage.path("output_tokens").asLong()).isEqualTo(7);
        assertThat(usage.path("reasoning_tokens").asLong()).isEqualTo(3);
    }

    @Test
    void toolCallsComeBackWholeAndInPieces() {
        String arguments = "{\"city\": \"Zürich\", \"days\": 3}";
        weir.upstream(Script.saying(new Answer.Tools(arguments, "Done.")));
        ChatCompletionCreateParams request = chat("What is the weather?")
                .addFunctionTool(FunctionDefinition.builder()
                        .name("weather")
                        .description("Tells the weather")
                        .build())
                .build();

        var call = client.chat()
                .completions()
                .create(request)
                .choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction();
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).isEqualTo(arguments);
        assertThat(sent().at("/tools/0/function/name").asString()).isEqualTo("weather");

        List<ChatCompletionChunk.Choice.Delta.ToolCall> pieces = stream(request).stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().toolCalls().orElse(List.of()).stream())
                .toList();
        assertThat(pieces).hasSizeGreaterThan(2);
        assertThat(pieces.getFirst().function().orElseThrow().name()).contains("weather");
        assertThat(pieces.stream()
                        .map(piece -> piece.function()
                                .flatMap(part -> part.arguments())
                                .orElse(""))
                        .collect(Collectors.joining()))
                .isEqualTo(arguments);
        assertThat(exchange().toString()).contains("weather").contains("Zürich");
    }

    @Test
    void fieldsThatWeirDoesNotKnowPassInBothDirections() {
        String body = """
                {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "novelty": {"a": [1, 2]},
                 "choices": [{"index": 0, "finish_reason": "stop", "mood": "good",
                   "message": {"role": "assistant", "content": "Hi.", "refusal": null}, "logprobs": null}],
                 "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}""";
        weir.upstream(Script.DEFAULT.withFault(
                FaultRule.always(new Fault.Status(200, Map.of("content-type", "application/json"), body))));

        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("Hello.")
                        .putAdditionalBodyProperty("top_secret_knob", JsonValue.from(Map.of("level", 11)))
                        .putAdditionalBodyProperty("min_p", JsonValue.from(0.05))
                        .build());

        assertThat(sent().at("/top_secret_knob/level").asInt()).isEqualTo(11);
        assertThat(sent().path("min_p").asDouble()).isEqualTo(0.05);
        assertThat(sent().path("model").asString()).isEqualTo("gpt-4o-mini");
        assertThat(String.valueOf(answer._additionalProperties().get("novelty")))
                .contains("[1, 2]");
        assertThat(String.valueOf(
                        answer.choices().getFirst()._additionalProperties().get("mood")))
                .isEqualTo("good");
    }

    @Test
    void textsBecomeVectors() {
        EmbeddingCreateParams.Builder request = EmbeddingCreateParams.builder()
                .model("sim/text-embedding-3-small")
                .inputOfArrayOfStrings(List.of("a text", "another"));

        var floats = client.embeddings()
                .create(request.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .dimensions(64)
                        .build());
        var base64 = client.embeddings()
                .create(request.encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64)
                        .dimensions(64)
                        .build());

        assertThat(floats.data())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.embedding()).hasSize(64));
        assertThat(sent().path("encoding_format").asString()).isEqualTo("base64");
        for (int i = 0; i < 2; i++) {
            assertThat(base64.data().get(i).embedding())
                    .isEqualTo(floats.data().get(i).embedding());
        }
        assertThat(exchange().path("operation").asString()).isEqualTo("embeddings");
        assertThat(exchange().at("/usage/input_tokens").asLong())
                .isEqualTo(base64.usage().promptTokens());
    }

    @Test
    void modelsAreListedAndFoundAlsoWithSlashes() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("sim");
        assertThat(client.models().retrieve("sim/gpt-4o-mini").id()).isEqualTo("sim/gpt-4o-mini");
        assertThat(client.models().retrieve("sim/org/some-model").id()).isEqualTo("sim/org/some-model");
        assertThat(refusal(NotFoundException.class, () -> client.models().retrieve("nothing"))
                        .code())
                .contains("model_not_found");
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        OpenAIClient stranger = client("weir-wrong");

        var error = refusal(
                UnauthorizedException.class,
                () -> stranger.chat().completions().create(chat("Hello.").build()));
        stranger.close();

        assertThat(error.code()).contains("invalid_api_key");
        assertThat(requestId(error)).startsWith("req_");
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void anUnknownModelNamesThoseNearIt() {
        var error = refusal(
                NotFoundException.class,
                () -> client.chat()
                        .completions()
                        .create(chat("Hello.").model("simm").build()));

        assertThat(error.code()).contains("model_not_found");
        assertThat(error.param()).contains("model");
        assertThat(error).hasMessageContaining("'simm'").hasMessageContaining("Did you mean sim?");
    }

    @Test
    void aRequestWithoutSenseIsRefusedWithTheFieldsName() {
        var error = refusal(
                BadRequestException.class,
                () -> client.chat()
                        .completions()
                        .create(chat("Hello.")
                                .putAdditionalBodyProperty("messages", JsonValue.from("no list"))
                                .build()));

        assertThat(error.param()).contains("messages");
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void theUpstreamsLimitIsPassedOnWithItsWait() {
        weir.upstream(
                Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(429, Map.of("retry-after", "7"), null))));

        var error = refusal(
                RateLimitException.class,
                () -> client.chat().completions().create(chat("Hello.").build()));

        assertThat(error.headers().values("retry-after")).containsExactly("7");
        assertThat(exchange().path("error").asString()).isEqualTo("provider_rate_limited");
    }

    @Test
    void anUpstreamInTroubleIsAServerError() {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(500, Map.of(), null))));

        var whole = refusal(
                InternalServerException.class,
                () -> client.chat().completions().create(chat("Hello.").build()));
        var streamed = refusal(
                InternalServerException.class, () -> stream(chat("Hello.").build()));

        assertThat(List.of(whole, streamed)).allSatisfy(error -> {
            assertThat(error.statusCode()).isEqualTo(502);
            assertThat(error).hasMessageContaining("Provider 'sim'");
        });
        assertThat(exchange().path("status").asString()).isEqualTo("error");
    }

    private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams request) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            return stream.stream().toList();
        }
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .map(choice -> choice.delta().content().orElse(""))
                .collect(Collectors.joining());
    }

    private static <E extends OpenAIServiceException> E refusal(Class<E> kind, Runnable call) {
        E error = catchThrowableOfType(kind, call::run);
        assertThat(error).as("a refusal").isNotNull();
        return error;
    }

    private static String requestId(OpenAIServiceException error) {
        return error.headers().values("x-request-id").getFirst();
    }
}
