package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
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

/**
 * OpenAI's own Java client and the Responses API, over a provider that has it ({@code resp}), one that has only chat
 * completions ({@code sim}) and Anthropic ({@code ant}): the client cannot tell.
 */
class ResponsesClientTest {
    private static TestingWeir weir;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                  resp: {kind: openai, base_url: 'SIMULATOR', api_key: none, allow_private: true, capabilities: {endpoints: [responses]}}
                  ant: {kind: anthropic, base_url: 'SIMULATOR', api_key: none, allow_private: true}
                """, SimulatorOptions.defaults().withKeepBodies(true));
        client = OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(weir.adminKey())
                .maxRetries(0)
                .build();
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

    private static ResponseCreateParams.Builder ask(String provider, String text) {
        return ResponseCreateParams.builder().model(provider + "/gpt-4o-mini").input(text);
    }

    private static String text(Response response) {
        return response.output().stream()
                .filter(ResponseOutputItem::isMessage)
                .flatMap(item -> item.asMessage().content().stream())
                .map(part -> part.asOutputText().text())
                .collect(Collectors.joining());
    }

    private static List<ResponseStreamEvent> stream(ResponseCreateParams request) {
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(request)) {
            return events.stream().toList();
        }
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
    @ValueSource(strings = {"resp", "sim", "ant"})
    void aResponseComesBackWholeAndIsFoundAgain(String provider) {
        Response response =
                client.responses().create(ask(provider, "Hello.").build()).validate();

        assertThat(text(response)).isEqualTo("Hello.");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.id()).startsWith("resp_");
        var usage = response.usage().orElseThrow();
        assertThat(exchange().at("/usage/input_tokens").asLong()).isEqualTo(usage.inputTokens());
        assertThat(exchange().at("/usage/output_tokens").asLong()).isEqualTo(usage.outputTokens());

        assertThat(client.responses().retrieve(response.id())).isEqualTo(response);
        var items = client.responses().inputItems().list(response.id()).items();
        assertThat(items)
                .singleElement()
                .satisfies(item -> assertThat(item.isResponseInputMessageItem()).isTrue());
        client.responses().delete(response.id());
        assertThat(catchThrowableOfType(
                                NotFoundException.class,
                                () -> client.responses().retrieve(response.id()))
                        .param())
                .contains("response_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp", "sim", "ant"})
    void aConversationGoesOnWhoeverAnswersNext(String provider) {
        weir.upstream(Script.saying(new Answer.Computed(seen -> seen.messages().stream()
                .map(message -> message.role() + ": " + message.text())
                .collect(Collectors.joining("\n")))));
        Response first = client.responses().create(ask("sim", "One.").build());
        Response second = client.responses()
                .create(ask(provider, "Two.").previousResponseId(first.id()).build());
        Response third = client.responses()
                .create(ask("resp", "Three.").previousResponseId(second.id()).build());

        assertThat(text(second)).isEqualTo("user: One.\nassistant: user: One.\nuser: Two.");
        assertThat(text(third)).startsWith("user: One.").endsWith("\nuser: Three.");
        assertThat(sent().has("previous_response_id")).isFalse();
        assertThat(client.responses().inputItems().list(third.id()).items()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp", "sim", "ant"})
    void aStreamArrivesInTypedEvents(String provider) {
        weir.upstream(Script.saying(new Answer.Fixed("One two three four five.")));

        List<ResponseStreamEvent> events = stream(ask(provider, "Count.").build());

        assertThat(events.getFirst().isCreated()).isTrue();
        assertThat(events.get(1).isInProgress()).isTrue();
        assertThat(events.stream().filter(ResponseStreamEvent::isOutputTextDelta))
                .hasSizeGreaterThan(4);
        assertThat(events.stream()
                        .filter(ResponseStreamEvent::isOutputTextDelta)
                        .map(event -> event.asOutputTextDelta().delta())
                        .collect(Collectors.joining()))
                .isEqualTo("One two three four five.");
        Response response = events.getLast().asCompleted().response().validate();
        assertThat(text(response)).isEqualTo("One two three four five.");
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(served().completionTokens());
        assertThat(client.responses().retrieve(response.id())).isEqualTo(response);
        assertNumbered(provider);
    }

    /** Each event has the next number, is named as its type says, and the order is OpenAI's. */
    private static void assertNumbered(String provider) {
        List<String> lines = Door.of(weir)
                .post("/v1/responses", "{\"model\": \"" + provider + "/m\", \"input\": \"Hi.\", \"stream\": true}")
                .text()
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
        for (int i = 0; i < lines.size(); i += 2) {
            JsonNode event = JsonMapper.shared().readTree(lines.get(i + 1).substring("data: ".length()));
            assertThat(lines.get(i)).isEqualTo("event: " + event.path("type").asString());
            assertThat(event.path("sequence_number").asInt()).isEqualTo(i / 2);
        }
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("event: "))
                        .map(line -> line.substring("event: response.".length()))
                        .distinct())
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp", "sim", "ant"})
    void toolsAreCalledAndTheirOutputGoesBack(String provider) {
        String arguments = "{\"city\":\"Zürich\",\"days\":3}";
        weir.upstream(Script.saying(new Answer.Tools(arguments, "Sunny.")));
        FunctionTool weather = FunctionTool.builder()
                .name("weather")
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .strict(false)
                .build();
        ResponseCreateParams request =
                ask(provider, "What is the weather?").addTool(weather).build();

        List<ResponseStreamEvent> events = stream(request);
        assertThat(events.stream()
                        .filter(ResponseStreamEvent::isFunctionCallArgumentsDelta)
                        .map(event -> event.asFunctionCallArgumentsDelta().delta())
                        .collect(Collectors.joining()))
                .isEqualTo(arguments);
        Response first = client.responses().create(request);
        var call = first.output().getFirst().asFunctionCall();
        assertThat(call.name()).isEqualTo("weather");
        assertThat(JsonMapper.shared().readTree(call.arguments()))
                .isEqualTo(JsonMapper.shared().readTree(arguments));

        Response second = client.responses()
                .create(ResponseCreateParams.builder()
                        .model(provider + "/gpt-4o-mini")
                        .previousResponseId(first.id())
                        .addTool(weather)
                        .inputOfResponse(List.of(
                                ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                        .callId(call.callId())
                                        .output("21 degrees")
                                        .build())))
                        .build());
        assertThat(text(second)).isEqualTo("Sunny.");
        assertThat(sent().toString()).contains("21 degrees").contains(call.callId());
    }

    @Test
    void thoughtsComeBeforeTheAnswer() {
        weir.upstream(Script.DEFAULT.withStandard(
                Behaviour.DEFAULT.withUsage(new UsageNumbers(50, 30, 10, 20, UsageNumbers.Placement.OWN_CHUNK))));

        List<ResponseStreamEvent> events = stream(ask("resp", "Think.").build());
        Response response = client.responses().create(ask("resp", "Think.").build());

        assertThat(events.stream().filter(ResponseStreamEvent::isReasoningSummaryTextDelta))
                .isNotEmpty();
        assertThat(response.output().getFirst().isReasoning()).isTrue();
        JsonNode usage = exchange().path("usage");
        assertThat(usage.path("input_tokens").asLong()).isEqualTo(50);
        assertThat(usage.path("cached_input_tokens").asLong()).isEqualTo(10);
        assertThat(usage.path("output_tokens").asLong()).isEqualTo(30);
        assertThat(usage.path("reasoning_tokens").asLong()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp", "sim", "ant"})
    void anAnswerThatIsCutShortIsIncomplete(String provider) {
        weir.upstream(Script.saying(new Answer.Lorem(60)));

        Response response = client.responses()
                .create(ask(provider, "Talk.").maxOutputTokens(20).build());

        assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .asString())
                .isEqualTo("max_output_tokens");
        assertThat(stream(ask(provider, "Talk.").maxOutputTokens(20).build())
                        .getLast()
                        .isIncomplete())
                .isTrue();
    }

    /** An answer by a class of the caller's. */
    static class City {
        public String answer = "";
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp", "sim", "ant"})
    void anAnswerComesByASchema(String provider) {
        weir.upstream(Script.saying(new Answer.Json("{\"answer\": \"Bern\"}")));

        var response = client.responses()
                .create(ask(provider, "Which city?").text(City.class).build());

        assertThat(response.output().getFirst().asMessage().content().getFirst().asOutputText().answer)
                .isEqualTo("Bern");
        assertThat(sent().toString()).contains("json_schema");
    }

    @Test
    void whatIsNotToBeStoredIsNotFoundAgain() {
        Response response =
                client.responses().create(ask("sim", "Secret.").store(false).build());

        assertThat(catchThrowableOfType(
                        NotFoundException.class, () -> client.responses().retrieve(response.id())))
                .isNotNull();
        var refused = catchThrowableOfType(
                BadRequestException.class,
                () -> client.responses()
                        .create(ask("sim", "Go on.")
                                .previousResponseId(response.id())
                                .build()));
        assertThat(refused.code()).contains("previous_response_not_found");
        assertThat(refused.param()).contains("previous_response_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp", "sim", "ant"})
    void aStreamThatBreaksIsAnErrorToTheClient(String provider) {
        weir.upstream(Script.saying(new Answer.Lorem(30)).withFault(FaultRule.always(new Fault.Cut(10, false))));

        assertThat(catchThrowableOfType(
                        OpenAIException.class,
                        () -> stream(ask(provider, "Talk.").build())))
                .hasMessageContaining("Provider '");
    }

    @Test
    void textsAndImagesAreModerated() {
        var result = client.moderations()
                .create(ModerationCreateParams.builder()
                        .model("sim/omni-moderation-latest")
                        .inputOfStrings(List.of("I love you.", "I will kill you."))
                        .build());

        assertThat(result.results()).extracting(judged -> judged.flagged()).containsExactly(false, true);
        assertThat(exchange().path("operation").asString()).isEqualTo("moderation");
        assertThat(exchange().path("status").asString()).isEqualTo("ok");

        Door.Reply parts = Door.of(weir).post("/v1/moderations", """
                {"model": "sim/omni-moderation-latest", "input": [{"type": "text", "text": "Hi."},
                 {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}""");
        assertThat(parts.status()).isEqualTo(200);
        assertThat(sent().at("/input/1/image_url/url").asString()).isEqualTo("data:image/png;base64,AAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim", "ant"})
    void textsAreGoneOnWith(String provider) {
        CompletionCreateParams request = CompletionCreateParams.builder()
                .model(provider + "/gpt-4o-mini")
                .promptOfArrayOfStrings(List.of("One.", "Two."))
                .maxTokens(50)
                .echo(true)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        var whole = client.completions()
                .create(request.toBuilder()
                        .streamOptions(java.util.Optional.empty())
                        .build());
        assertThat(whole.choices()).extracting(choice -> choice.text()).containsExactly("One.One.", "Two.Two.");
        assertThat(whole.choices())
                .extracting(choice -> choice.finishReason().asString())
                .containsExactly("stop", "stop");

        try (StreamResponse<Completion> events = client.completions().createStreaming(request)) {
            List<Completion> all = events.stream().toList();
            String second = all.stream()
                    .flatMap(event -> event.choices().stream())
                    .filter(choice -> choice.index() == 1)
                    .map(choice -> choice.text())
                    .collect(Collectors.joining());
            assertThat(second).isEqualTo("Two.Two.");
            assertThat(all.getLast().usage().orElseThrow().completionTokens())
                    .isEqualTo(whole.usage().orElseThrow().completionTokens());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"prompt\": \"a\", \"suffix\": \"b\" | suffix",
                "\"prompt\": \"a\", \"logprobs\": 3 | logprobs",
                "\"prompt\": \"a\", \"best_of\": 3 | best_of",
                "\"prompt\": [1, 2] | prompt[0]",
                "\"prompt\": 7 | prompt",
                "\"prompt\": [] | prompt",
            })
    void whatChatHasNothingLikeIsRefusedByItsField(String members, String field) {
        Door.Reply reply = Door.of(weir).post("/v1/completions", "{\"model\": \"sim/m\", " + members + "}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/param").asString()).isEqualTo(field);
    }

    @Test
    void whoCannotModerateSaysSo() {
        var refused = catchThrowableOfType(
                BadRequestException.class,
                () -> client.moderations()
                        .create(ModerationCreateParams.builder()
                                .model("ant/claude")
                                .input("Hi.")
                                .build()));

        assertThat(refused.param()).contains("model");
        assertThat(refused.getMessage()).contains("no moderation model");
    }
}
