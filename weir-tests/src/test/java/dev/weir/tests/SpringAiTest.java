package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.anthropic.api.AnthropicApi;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.converter.BeanOutputConverter;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.openai.api.ResponseFormat;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** Whoever points Spring AI's models at Weir notices nothing, whichever dialect they speak. */
class SpringAiTest {
    private static final String MODEL = "sim/gpt-4o-mini";
    private static final RetryTemplate ONCE =
            RetryTemplate.builder().maxAttempts(1).build();

    private static TestingWeir weir;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.upstream(Script.DEFAULT);
    }

    private static OpenAiApi openAiApi(String key) {
        return OpenAiApi.builder()
                .baseUrl(weir.url().toString())
                .apiKey(key)
                .restClientBuilder(RestClient.builder().requestFactory(new JdkClientHttpRequestFactory(Door.client())))
                .webClientBuilder(WebClient.builder().clientConnector(new JdkClientHttpConnector(Door.client())))
                .responseErrorHandler(RetryUtils.DEFAULT_RESPONSE_ERROR_HANDLER)
                .build();
    }

    private static ChatModel openAi(String key) {
        return OpenAiChatModel.builder()
                .openAiApi(openAiApi(key))
                .defaultOptions(OpenAiChatOptions.builder().model(MODEL).build())
                .retryTemplate(ONCE)
                .build();
    }

    private static ChatModel anthropic(String key) {
        AnthropicApi api = AnthropicApi.builder()
                .baseUrl(weir.url().toString())
                .apiKey(key)
                .restClientBuilder(RestClient.builder().requestFactory(new JdkClientHttpRequestFactory(Door.client())))
                .webClientBuilder(WebClient.builder().clientConnector(new JdkClientHttpConnector(Door.client())))
                .build();
        return AnthropicChatModel.builder()
                .anthropicApi(api)
                .defaultOptions(AnthropicChatOptions.builder()
                        .model(MODEL)
                        .maxTokens(200)
                        .build())
                .retryTemplate(ONCE)
                .build();
    }

    static Stream<ChatModel> models() {
        return Stream.of(openAi(weir.adminKey()), anthropic(weir.adminKey()));
    }

    private static String text(ChatResponse response) {
        return response.getResult() == null
                ? ""
                : java.util.Objects.requireNonNullElse(
                        response.getResult().getOutput().getText(), "");
    }

    @ParameterizedTest
    @MethodSource("models")
    void aChatComesBackWithItsUsage(ChatModel model) {
        ChatResponse answer = model.call(new Prompt("Hello from Spring AI."));

        assertThat(text(answer)).isEqualTo("Hello from Spring AI.");
        assertThat(answer.getMetadata().getUsage().getPromptTokens()).isPositive();
        assertThat(answer.getMetadata().getUsage().getCompletionTokens()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aStreamArrivesPieceByPiece(ChatModel model) {
        weir.upstream(Script.saying(new Answer.Fixed("One two three four five.")));

        List<ChatResponse> pieces =
                model.stream(new Prompt("Count.")).collectList().block(Duration.ofSeconds(20));

        assertThat(pieces.stream().map(SpringAiTest::text).collect(Collectors.joining()))
                .isEqualTo("One two three four five.");
        assertThat(pieces.size()).isGreaterThan(2);
    }

    /** A tool's argument. */
    record City(String city) {}

    @ParameterizedTest
    @MethodSource("models")
    void aToolIsCalledAndItsResultTakenBack(ChatModel model) {
        weir.upstream(Script.saying(new Answer.Tools("{\"city\":\"Oslo\"}", "It rains.")));
        List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        Function<City, String> look = place -> {
            asked.add(place.city());
            return "rain";
        };
        ToolCallback weather = FunctionToolCallback.builder("weather", look)
                .description("The weather in a city")
                .inputType(City.class)
                .build();

        ChatResponse answer = model.call(new Prompt(
                "How is the weather in Oslo?",
                ToolCallingChatOptions.builder().toolCallbacks(weather).build()));

        assertThat(asked).containsExactly("Oslo");
        assertThat(text(answer)).isEqualTo("It rains.");
    }

    /** What a structured answer is read into. */
    record Person(String name, int age) {}

    @Test
    void structuredOutputKeepsToItsSchema() {
        weir.upstream(Script.saying(new Answer.Json("{\"name\":\"Ada\",\"age\":36}")));
        BeanOutputConverter<Person> person = new BeanOutputConverter<>(Person.class);
        OpenAiChatOptions options = OpenAiChatOptions.builder()
                .model(MODEL)
                .responseFormat(new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, person.getJsonSchema()))
                .build();

        ChatResponse answer = openAi(weir.adminKey()).call(new Prompt("Who wrote the first program?", options));

        assertThat(person.convert(text(answer))).isEqualTo(new Person("Ada", 36));
    }

    @Test
    void textsBecomeVectors() {
        OpenAiEmbeddingModel model = new OpenAiEmbeddingModel(
                openAiApi(weir.adminKey()),
                MetadataMode.EMBED,
                OpenAiEmbeddingOptions.builder().model("weir/embed").build(),
                ONCE);

        assertThat(model.embed("a small text")).hasSize(384);
    }

    @Test
    void aWrongKeyIsToldInTheErrorsOwnWords() {
        assertThatThrownBy(() -> openAi("wrong").call(new Prompt("hello"))).hasMessageContaining("401");
        assertThatThrownBy(() -> anthropic("wrong").call(new Prompt("hello"))).hasMessageContaining("401");
    }
}
