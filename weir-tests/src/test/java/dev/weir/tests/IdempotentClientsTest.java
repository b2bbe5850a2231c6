package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Trigger;
import dev.weir.testkit.TestingWeir;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's and Anthropic's own clients with an idempotency key, which they repeat when they try again by themselves. */
class IdempotentClientsTest {
    private static final String KEY = "Idempotency-Key";

    private static TestingWeir weir;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                models:
                  small: {deployments: [{provider: sim, model: gpt-4o-mini}], retries: {max: 0}, breaker: {failures: 1000}}
                """);
        openAi = Clients.openAi(Door.of(weir), 2);
        anthropic = Clients.anthropic(Door.of(weir), 2);
    }

    @AfterAll
    static void stop() {
        openAi.close();
        anthropic.close();
        weir.close();
    }

    @BeforeEach
    void nothingServedYet() {
        weir.upstream(Script.DEFAULT);
        weir.simulator().clear();
    }

    private static ChatCompletionCreateParams chat(String key, String text) {
        return ChatCompletionCreateParams.builder()
                .model("small")
                .addUserMessage(text)
                .putAdditionalHeader(KEY, key)
                .build();
    }

    private static MessageCreateParams message(String key) {
        return MessageCreateParams.builder()
                .model("small")
                .maxTokens(100)
                .addUserMessage("Hello.")
                .putAdditionalHeader(KEY, key)
                .build();
    }

    private static List<ChatCompletionChunk> streamed(ChatCompletionCreateParams chat) {
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(chat)) {
            return stream.stream().toList();
        }
    }

    private static List<RawMessageStreamEvent> streamed(MessageCreateParams message) {
        try (var stream = anthropic.messages().createStreaming(message)) {
            return stream.stream().toList();
        }
    }

    private static int served() {
        return weir.simulator().served().size();
    }

    @Test
    void openAisClientGetsTheSameAnswerAgain() {
        ChatCompletion first = openAi.chat().completions().create(chat("o-1", "Hello."));
        assertThat(openAi.chat().completions().create(chat("o-1", "Hello."))).isEqualTo(first);
        List<ChatCompletionChunk> chunks = streamed(chat("o-2", "Hello."));
        assertThat(streamed(chat("o-2", "Hello."))).isEqualTo(chunks).hasSizeGreaterThan(2);
        assertThat(served()).isEqualTo(2);
        try (var raw = openAi.chat().completions().withRawResponse().create(chat("o-1", "Hello."))) {
            assertThat(raw.headers().values("idempotent-replayed")).containsExactly("true");
        }
    }

    @Test
    void anthropicsClientGetsTheSameAnswerAgain() {
        Message first = anthropic.messages().create(message("a-1"));
        assertThat(anthropic.messages().create(message("a-1"))).isEqualTo(first);
        List<RawMessageStreamEvent> events = streamed(message("a-2"));
        assertThat(streamed(message("a-2"))).isEqualTo(events).hasSizeGreaterThan(4);
        assertThat(served()).isEqualTo(2);
    }

    @Test
    void otherParametersAreToldAsSuch() {
        openAi.chat().completions().create(chat("o-3", "Hello."));
        assertThat(catchThrowableOfType(
                                UnprocessableEntityException.class,
                                () -> openAi.chat().completions().create(chat("o-3", "Something else.")))
                        .code())
                .contains("idempotency_key_reused");
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void aFailureIsTriedAgainOnceAndPaidOnce() {
        double before = replayed();
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(500, Map.of(), null))));
        assertThat(catchThrowableOfType(
                        InternalServerException.class,
                        () -> openAi.chat().completions().create(chat("o-4", "Hello."))))
                .satisfies(failed -> assertThat(failed.headers().values("idempotent-replayed"))
                        .as("the client's second try, after which it gives up")
                        .containsExactly("true"));
        assertThat(catchThrowableOfType(
                        com.anthropic.errors.InternalServerException.class,
                        () -> anthropic.messages().create(message("a-3"))))
                .satisfies(failed -> assertThat(failed.headers().values("idempotent-replayed"))
                        .containsExactly("true"));
        assertThat(served()).isEqualTo(2);
        assertThat(replayed() - before).as("one more try of each client").isEqualTo(2);
    }

    private static double replayed() {
        String name = "weir_idempotency_requests_total{outcome=\"replayed\"} ";
        return Door.of(weir)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @Test
    void afterTooManyRequestsTheClientsOwnRetryPasses() {
        weir.upstream(Script.DEFAULT.withFault(
                new FaultRule(new Fault.Status(429, Map.of(), null), new Trigger.At(Set.of(1L)))));
        ChatCompletion answer = openAi.chat().completions().create(chat("o-5", "Hello."));
        assertThat(answer.choices()).hasSize(1);
        assertThat(served()).isEqualTo(2);
    }
}
