package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever points LangChain4j's models at Weir notices nothing, whichever dialect they speak. */
class LangChain4jTest {
    private static final String MODEL = "sim/gpt-4o-mini";

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

    private static ChatModel openAi(String model, String key) {
        return OpenAiChatModel.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(key)
                .modelName(model)
                .maxRetries(0)
                .build();
    }

    private static ChatModel anthropic(String model, String key) {
        return AnthropicChatModel.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(key)
                .modelName(model)
                .maxTokens(200)
                .maxRetries(0)
                .build();
    }

    static Stream<ChatModel> models() {
        return Stream.of(openAi(MODEL, weir.adminKey()), anthropic(MODEL, weir.adminKey()));
    }

    static Stream<StreamingChatModel> streamingModels() {
        return Stream.of(
                OpenAiStreamingChatModel.builder()
                        .baseUrl(weir.openAiUrl().toString())
                        .apiKey(weir.adminKey())
                        .modelName(MODEL)
                        .build(),
                AnthropicStreamingChatModel.builder()
                        .baseUrl(weir.openAiUrl().toString())
                        .apiKey(weir.adminKey())
                        .modelName(MODEL)
                        .maxTokens(200)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("models")
    void aChatComesBackWithItsUsage(ChatModel model) {
        ChatResponse answer = model.chat(UserMessage.from("Hello from LangChain4j."));

        assertThat(answer.aiMessage().text()).isEqualTo("Hello from LangChain4j.");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.tokenUsage().inputTokenCount()).isPositive();
        assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("streamingModels")
    void aStreamArrivesPieceByPiece(StreamingChatModel model) throws Exception {
        weir.upstream(Script.saying(new Answer.Fixed("One two three four five.")));
        Heard heard = new Heard();

        model.chat("Count.", heard);

        assertThat(heard.whole.get(20, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("One two three four five.");
        assertThat(heard.pieces).isGreaterThan(2);
    }

    /** What a stream says. */
    private static final class Heard implements StreamingChatResponseHandler {
        private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        private volatile int pieces;

        @Override
        public void onPartialResponse(String piece) {
            pieces = pieces + 1;
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            whole.completeExceptionally(error);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aToolIsCalledAndItsResultTakenBack(ChatModel model) {
        weir.upstream(Script.saying(new Answer.Tools("{\"city\":\"Oslo\"}", "It rains.")));
        ToolSpecification weather = ToolSpecification.builder()
                .name("weather")
                .description("The weather in a city")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("city")
                        .required("city")
                        .build())
                .build();
        UserMessage question = UserMessage.from("How is the weather in Oslo?");

        AiMessage call = model.chat(ChatRequest.builder()
                        .messages(question)
                        .toolSpecifications(weather)
                        .build())
                .aiMessage();
        assertThat(call.toolExecutionRequests()).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo("weather");
            assertThat(request.arguments().replaceAll("\\s", "")).isEqualTo("{\"city\":\"Oslo\"}");
        });
        ChatResponse answer = model.chat(ChatRequest.builder()
                .messages(
                        question,
                        call,
                        ToolExecutionResultMessage.from(
                                call.toolExecutionRequests().getFirst(), "rain"))
                .toolSpecifications(weather)
                .build());
        assertThat(answer.aiMessage().text()).isEqualTo("It rains.");
    }

    @Test
    void structuredOutputKeepsToItsSchema() {
        weir.upstream(Script.saying(new Answer.Json("{\"name\":\"Ada\",\"age\":36}")));
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("person")
                        .rootElement(JsonObjectSchema.builder()
                                .addStringProperty("name")
                                .addIntegerProperty("age")
                                .required("name", "age")
                                .build())
                        .build())
                .build();

        ChatResponse answer = openAi(MODEL, weir.adminKey())
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Who wrote the first program?"))
                        .responseFormat(format)
                        .build());

        assertThat(answer.aiMessage().text()).isEqualTo("{\"name\":\"Ada\",\"age\":36}");
    }

    @Test
    void textsBecomeVectors() {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(weir.adminKey())
                .modelName("weir/embed")
                .build();

        assertThat(model.embed("a small text").content().vector()).hasSize(384);
    }

    @Test
    void failuresAreOfTheKindThatTheClientKnows() {
        for (ChatModel wrongKey : List.of(openAi(MODEL, "wrong"), anthropic(MODEL, "wrong"))) {
            assertThatThrownBy(() -> wrongKey.chat("hello")).isInstanceOf(AuthenticationException.class);
        }
        for (ChatModel nobody : List.of(openAi("nobody", weir.adminKey()), anthropic("nobody", weir.adminKey()))) {
            assertThatThrownBy(() -> nobody.chat("hello"))
                    .isInstanceOf(ModelNotFoundException.class)
                    .hasMessageContaining("nobody");
        }
    }
}
