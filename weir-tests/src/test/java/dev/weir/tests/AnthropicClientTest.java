package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.UsageNumbers;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whoever points Anthropic's own Java client at Weir notices nothing, be it Anthropic ({@code claude}) or a server of
 * OpenAI's dialect ({@code sim}) that answers.
 */
class AnthropicClientTest {
    private static final String CLAUDE = "claude/claude-sonnet-4-5";
    private static final String OPENAI = "sim/gpt-4o-mini";

    private static TestingWeir weir;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start(
                "  claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: secret, allow_private: true}\n",
                SimulatorOptions.defaults().withKeepBodies(true));
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

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(weir.url().toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static MessageCreateParams.Builder message(String model, String text) {
        return MessageCreateParams.builder().model(model).maxTokens(1000).addUserMessage(text);
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
    @ValueSource(strings = {CLAUDE, OPENAI})
    void aMessageComesBackWhole(String model) {
        weir.upstream(Script.DEFAULT.withStandard(
                Behaviour.DEFAULT.withUsage(new UsageNumbers(50, 7, 10, 0, UsageNumbers.Placement.OWN_CHUNK))));

        Message answer = client.messages()
                .create(message(model, "Hello.").system("Be brief.").build());

        assertThat(answer.content())
                .singleElement()
                .satisfies(block -> assertThat(block.asText().text()).isEqualTo("Hello."));
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(40);
        assertThat(answer.usage().cacheReadInputTokens()).contains(10L);
        assertThat(answer.usage().outputTokens()).isEqualTo(7);
        assertThat(exchange().at("/usage/input_tokens").asLong()).isEqualTo(50);
        assertThat(exchange().at("/usage/cached_input_tokens").asLong()).isEqualTo(10);
        assertThat(exchange().at("/usage/output_tokens").asLong()).isEqualTo(7);
        assertThat(exchange().path("status").asString()).isEqualTo("ok");
        assertThat(served().path()).isEqualTo(model.equals(CLAUDE) ? "/v1/messages" : "/v1/chat/completions");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, OPENAI})
    void aStreamArrivesEventByEvent(String model) {
        weir.upstream(Script.saying(new Answer.Fixed("One two three four five.")));

        List<RawMessageStreamEvent> events = stream(message(model, "Count.").build());

        assertThat(events.stream()
                        .flatMap(event -> event.contentBlockDelta().stream())
                        .flatMap(delta -> delta.delta().text().stream())
                        .map(text -> text.text())
                        .collect(Collectors.joining()))
                .isEqualTo("One two three four five.");
        assertThat(events.getFirst().isMessageStart()).isTrue();
        assertThat(events.getLast().isMessageStop()).isTrue();
        assertThat(events.stream()
                        .filter(RawMessageStreamEvent::isContentBlockDelta)
                        .count())
                .isGreaterThan(4);
        var end = events.get(events.size() - 2).asMessageDelta();
        assertThat(end.delta().stopReason()).contains(StopReason.END_TURN);
        assertThat(end.usage().outputTokens()).isEqualTo(served().completionTokens());
        assertThat(exchange().at("/usage/output_tokens").asLong()).isEqualTo(served().completionTokens());
        assertThat(exchange().at("/usage/estimated").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, OPENAI})
    void toolsAreCalledWholeAndInPieces(String model) {
        String arguments = "{\"city\": \"Zürich\", \"days\": 3}";
        weir.upstream(Script.saying(new Answer.Tools(arguments, "Done.")));
        MessageCreateParams request = message(model, "What is the weather?")
                .addTool(Tool.builder()
                        .name("weather")
                        .description("Tells the weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .build())
                        .build())
                .build();

        Message answer = client.messages().create(request);
        List<RawMessageStreamEvent> events = stream(request);

        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.content()).singleElement().satisfies(block -> {
            assertThat(block.asToolUse().name()).isEqualTo("weather");
            assertThat(block.asToolUse()._input().toString()).contains("Zürich");
        });
        assertThat(events.stream()
                        .flatMap(event -> event.contentBlockDelta().stream())
                        .flatMap(delta -> delta.delta().inputJson().stream())
                        .map(piece -> piece.partialJson())
                        .toList())
                .hasSizeGreaterThan(2)
                .satisfies(pieces -> assertThat(String.join("", pieces)).isEqualTo(arguments));
        assertThat(exchange().toString()).contains("weather").contains("Zürich");
    }

    @Test
    void tokensAreCountedByTheProviderOrByWeir() {
        MessageCountTokensParams.Builder request =
                MessageCountTokensParams.builder().addUserMessage("Hello there, how are you today?");

        long counted =
                client.messages().countTokens(request.model(CLAUDE).build()).inputTokens();
        assertThat(counted).isEqualTo(served().promptTokens());
        assertThat(served().path()).isEqualTo("/v1/messages/count_tokens");
        weir.simulator().clear();
        long estimated =
                client.messages().countTokens(request.model(OPENAI).build()).inputTokens();

        assertThat(estimated).isBetween(5L, 30L);
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void fieldsThatWeirDoesNotKnowPassInBothDirections() {
        String body = """
                {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "novelty": {"a": [1, 2]},
                 "content": [{"type": "text", "text": "Hi.", "citations": null}], "stop_reason": "end_turn",
                 "stop_sequence": null, "usage": {"input_tokens": 3, "output_tokens": 2}}""";
        weir.upstream(Script.DEFAULT.withFault(
                FaultRule.always(new Fault.Status(200, Map.of("content-type", "application/json"), body))));

        Message answer = client.messages()
                .create(message(CLAUDE, "Hello.")
                        .putAdditionalBodyProperty("top_secret_knob", JsonValue.from(Map.of("level", 11)))
                        .build());

        assertThat(sent().at("/top_secret_knob/level").asInt()).isEqualTo(11);
        assertThat(sent().path("model").asString()).isEqualTo("claude-sonnet-4-5");
        assertThat(String.valueOf(answer._additionalProperties().get("novelty")))
                .contains("[1, 2]");
    }

    @Test
    void refusalsAreAnthropics() {
        AnthropicClient stranger = client("weir-wrong");
        var unknown = refusal(
                UnauthorizedException.class,
                () -> stranger.messages().create(message(CLAUDE, "Hello.").build()));
        stranger.close();
        var nothing = refusal(
                NotFoundException.class,
                () -> client.messages().create(message("clod", "Hello.").build()));
        var wrong = refusal(
                BadRequestException.class,
                () -> client.messages()
                        .create(message(CLAUDE, "Hello.")
                                .putAdditionalBodyProperty("messages", JsonValue.from("no list"))
                                .build()));

        assertThat(unknown.getMessage()).contains("authentication_error");
        assertThat(nothing.getMessage()).contains("not_found_error").contains("clod");
        assertThat(wrong.getMessage()).contains("invalid_request_error").contains("messages");
        assertThat(wrong.headers().values("request-id").getFirst()).startsWith("req_");
        assertThat(weir.simulator().served()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, OPENAI})
    void theUpstreamsTroubleIsPassedOn(String model) {
        weir.upstream(
                Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(429, Map.of("retry-after", "7"), null))));
        var limited = refusal(
                RateLimitException.class,
                () -> client.messages().create(message(model, "Hello.").build()));
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(529, Map.of(), null))));
        var overloaded = refusal(
                InternalServerException.class,
                () -> stream(message(model, "Hello.").build()));

        assertThat(limited.headers().values("retry-after")).containsExactly("7");
        assertThat(limited.getMessage()).contains("rate_limit_error");
        assertThat(overloaded.getMessage()).contains("overloaded_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, OPENAI})
    void aStreamThatBreaksIsNoSuccess(String model) {
        weir.upstream(Script.saying(new Answer.Lorem(60)).withFault(FaultRule.always(new Fault.Cut(40, false))));

        AnthropicServiceException error = catchThrowableOfType(
                AnthropicServiceException.class,
                () -> stream(message(model, "Go on.").build()));

        assertThat(error).hasMessageContaining("api_error");
        assertThat(exchange().path("status").asString()).isEqualTo("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, OPENAI})
    void aCallerWhoLeavesStopsTheProvider(String model) throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(2_000)).withPace(new Pace(Duration.ZERO, 50, 0)));
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(message(model, "Go on.").build())) {
            Iterator<RawMessageStreamEvent> events = stream.stream().iterator();
            for (int i = 0; i < 8; i++) {
                events.next();
            }
        }

        Eventually.within(
                Duration.ofSeconds(2),
                "the cancellation at the provider",
                () -> served().outcome() == Outcome.CANCELLED_BY_CLIENT);
        Eventually.within(
                Duration.ofSeconds(15), "the settlement", () -> exchange().has("usage"));
        assertThat(exchange().path("status").asString()).isEqualTo("cancelled");
        assertThat(exchange().at("/usage/output_tokens").asLong()).isBetween(3L, 200L);
        assertThat(exchange().at("/usage/input_tokens").asLong()).isPositive();
        assertThat(exchange().at("/usage/estimated").asBoolean()).isTrue();
    }

    private static List<RawMessageStreamEvent> stream(MessageCreateParams request) {
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(request)) {
            return stream.stream().toList();
        }
    }

    private static <E extends AnthropicServiceException> E refusal(Class<E> kind, Runnable call) {
        E error = catchThrowableOfType(kind, call::run);
        assertThat(error).as("a refusal").isNotNull();
        return error;
    }
}
