package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A caller who leaves stops the provider's meter at once, and what was produced is settled. The goal is 200 ms. */
class CancellationTest {
    private static final Duration BOUND = Duration.ofSeconds(2);
    /** How soon the store shows it is a matter of the disk. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    private static final Script SLOW = Script.saying(new Answer.Lorem(2_000)).withPace(new Pace(Duration.ZERO, 50, 0));
    private static final ChatCompletionCreateParams QUESTION = ChatCompletionCreateParams.builder()
            .model("sim/gpt-4o-mini")
            .addUserMessage("Tell me something long.")
            .build();

    private static TestingWeir weir;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start();
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
    void nothingServedYet() {
        weir.simulator().clear();
    }

    @Test
    void closingAStreamHalfwayReachesTheProvider() throws Exception {
        weir.upstream(SLOW);
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(QUESTION)) {
            read(stream, 8);
        }

        report("a stream closed halfway", untilTheProviderKnows());
        JsonNode exchange = settled();
        assertThat(exchange.at("/usage/output_tokens").asLong()).isBetween(5L, 200L);
        assertThat(exchange.at("/usage/input_tokens").asLong()).isPositive();
        assertThat(exchange.at("/messages/0/text").asString()).isNotEmpty();
    }

    @Test
    void leavingWhileTheProviderIsSilentInItsStreamReachesIt() throws Exception {
        weir.upstream(SLOW.withFault(FaultRule.always(new Fault.Silence(6))));
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(QUESTION)) {
            read(stream, 6);
            Eventually.within(BOUND, "silence", () -> served().outcome() == Outcome.SILENT);
        }

        report("a stream closed in silence", untilTheProviderKnows());
        assertThat(settled().at("/usage/output_tokens").asLong()).isBetween(3L, 10L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavingBeforeTheFirstByteReachesTheProvider(boolean streaming) throws Exception {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), weir.weir().port())) {
            ask(socket, streaming);
            Eventually.within(
                    BOUND,
                    "the provider's turn",
                    () -> !weir.simulator().served().isEmpty());
        }

        report("a " + (streaming ? "stream" : "call") + " left before its first byte", untilTheProviderKnows());
        assertThat(settled().at("/usage/output_tokens").asLong()).isZero();
    }

    private static void read(StreamResponse<ChatCompletionChunk> stream, int chunks) {
        Iterator<ChatCompletionChunk> events = stream.stream().iterator();
        for (int i = 0; i < chunks; i++) {
            events.next();
        }
    }

    private static void ask(Socket socket, boolean streaming) throws IOException {
        byte[] body = ("{\"model\": \"sim/gpt-4o-mini\", \"stream\": " + streaming
                        + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + weir.adminKey() + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
    }

    private static Served served() {
        return weir.simulator().served().getFirst();
    }

    private static Duration untilTheProviderKnows() throws InterruptedException {
        return Eventually.within(
                BOUND, "the cancellation at the provider", () -> served().outcome() == Outcome.CANCELLED_BY_CLIENT);
    }

    private static JsonNode settled() throws InterruptedException {
        String path = "/api/exchanges/" + served().exchangeId();
        Eventually.within(
                SETTLED, "the settlement", () -> Door.of(weir).get(path).status() == 200);
        JsonNode exchange = Door.of(weir).get(path).json();
        assertThat(exchange.path("status").asString()).isEqualTo("cancelled");
        assertThat(exchange.at("/usage/estimated").asBoolean()).isTrue();
        assertThat(exchange.path("attempts")).hasSize(1);
        return exchange;
    }

    private static void report(String what, Duration measured) {
        System.out.println("cancellation: " + what + " reached the provider after " + measured.toMillis() + " ms");
    }
}
