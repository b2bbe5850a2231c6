package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody works longer than the caller waits, and the provider knows how long that is. */
class DeadlineTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\": \"%s\", \"stream\": %s, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";
    /** Generous, for a machine that is busy with something else. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final Map<String, String> seen = new ConcurrentHashMap<>();
    private static HttpServer peer;
    private static ServerSocket deaf;
    private static final List<Socket> knocking = new ArrayList<>();
    private static TestingWeir weir;

    @BeforeAll
    static void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        peer.createContext("/", exchange -> {
            exchange.getRequestHeaders()
                    .forEach((name, values) -> seen.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            byte[] answer = """
                    {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0,
                     "message": {"role": "assistant", "content": "Hi."}, "finish_reason": "stop"}]}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        peer.start();
        deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int i = 0; i < 3; i++) {
            Socket socket = new Socket();
            knocking.add(socket);
            try {
                socket.connect(deaf.getLocalSocketAddress(), 200);
            } catch (IOException full) {
                break;
            }
        }
        weir = TestingWeir.start("""
                  peer: {kind: openai, base_url: "http://127.0.0.1:%d/v1", api_key: none, allow_private: true,
                         headers: {x-weir-timeout: "{timeout}", x-request-timeout: "{timeout}", grpc-timeout: "{timeout}"}}
                  deaf: {kind: openai, base_url: "http://127.0.0.1:%d/v1", api_key: none, allow_private: true}
                models:
                  patient:
                    deployments: [{provider: sim, model: gpt-4o-mini}]
                    retries: {max: 0}
                    breaker: {failures: 1000}
                    timeouts: {connect: 2s, first_token: 60s, idle: 60s, total: 60s}
                  told:
                    deployments: [{provider: peer, model: m}]
                  deaf:
                    deployments: [{provider: deaf, model: m}]
                    retries: {max: 0}
                    timeouts: {connect: 300ms, first_token: 60s, idle: 60s, total: 60s}
                """.formatted(peer.getAddress().getPort(), deaf.getLocalPort()));
    }

    @AfterAll
    static void stop() throws IOException {
        weir.close();
        peer.stop(0);
        for (Socket socket : knocking) {
            socket.close();
        }
        deaf.close();
    }

    @BeforeEach
    void silence() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));
    }

    private static Door.Reply ask(String model, boolean stream, Map<String, String> headers) {
        return Door.of(weir).send("POST", CHAT, BODY.formatted(model, stream), headers);
    }

    @ParameterizedTest
    @CsvSource({
        "x-weir-timeout, 400ms, false",
        "x-weir-timeout, 0.4, true",
        "x-request-timeout, 0.4, true",
        "grpc-timeout, 400m, true",
        "x-stainless-timeout, 1, false",
        "x-stainless-read-timeout, 0.4, false"
    })
    void theCallersTimeBoundsTheCall(String header, String value, boolean stream) throws Exception {
        long start = System.nanoTime();

        Door.Reply reply = ask("patient", stream, Map.of(header, value));

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.json().at("/error/code").asString()).isEqualTo("provider_timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(350), SOON);
        Eventually.within(
                SOON,
                "the end at the provider",
                () -> weir.simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
    }

    @Test
    void theDeadlineMayBeATime() {
        Door.Reply reply = ask(
                "patient",
                false,
                Map.of("x-weir-deadline", Instant.now().plusMillis(500).toString()));
        assertThat(reply.status()).isEqualTo(504);
    }

    /** What OpenAI's and Anthropic's clients state bounds the wait for the beginning of a stream, not its length. */
    @Test
    void aStreamMayOutlastTheClientsReadTimeout() {
        weir.upstream(Script.saying(new Answer.Lorem(30)).withPace(new Pace(Duration.ZERO, 20, 0)));
        Door.Reply reply = ask("patient", true, Map.of("x-stainless-read-timeout", "1"));
        assertThat(reply.text()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aStreamBeyondTheDeadlineEndsWithAnError() {
        weir.upstream(Script.saying(new Answer.Lorem(1_000)).withPace(new Pace(Duration.ZERO, 20, 0)));
        Door.Reply reply = ask("patient", true, Map.of("x-weir-timeout", "700ms"));
        assertThat(reply.text()).contains("provider_timeout").doesNotContain("[DONE]");
    }

    @Test
    void whatIsLeftIsPassedOnToProvidersThatTakeIt() {
        assertThat(ask("told", false, Map.of("x-weir-timeout", "30s")).status()).isEqualTo(200);

        assertThat(seen.get("x-weir-timeout")).matches("(29|2[0-8]|30)\\d{3}ms|30000ms");
        assertThat(Double.parseDouble(seen.getOrDefault("x-request-timeout", "0")))
                .isBetween(20.0, 30.0);
        assertThat(seen.get("grpc-timeout")).matches("\\d{5}m");
    }

    @Test
    void aProviderThatDoesNotAcceptTheConnectionIsGivenUp() {
        long start = System.nanoTime();
        Door.Reply reply = ask("deaf", false, Map.of());
        assertThat(reply.status()).isEqualTo(502);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
}
