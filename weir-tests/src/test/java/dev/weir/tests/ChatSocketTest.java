package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/chat/stream}, opened with the JDK's client. */
class ChatSocketTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String QUESTION =
            "{%s\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]%s}";
    private static final Script SLOW = Script.saying(new Answer.Lorem(2_000)).withPace(new Pace(Duration.ZERO, 50, 0));

    private static TestingWeir weir;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                server:
                  max_concurrent: 3
                  max_body: 64KB
                  admission: {target: 50ms, interval: 100ms}
                  websocket: {ping: 200ms, idle: 2s, origins: ["https://app.example.com"]}
                """);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void quickProvider() {
        weir.simulator().clear();
        weir.upstream(Script.saying(new Answer.Lorem(5)));
    }

    /** An open socket and what came on it. */
    private static final class Client implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();
        private volatile boolean reads = true;
        private @Nullable WebSocket socket;

        static Client open(Map<String, String> headers, String... protocols) {
            Client client = new Client();
            WebSocket.Builder builder = Door.client().newWebSocketBuilder().connectTimeout(SOON);
            headers.forEach(builder::header);
            if (protocols.length > 0) {
                builder.subprotocols(
                        protocols[0],
                        List.of(protocols).subList(1, protocols.length).toArray(String[]::new));
            }
            URI uri = URI.create("ws://127.0.0.1:" + weir.weir().port() + "/v1/chat/stream");
            client.socket = builder.buildAsync(uri, client).join();
            return client;
        }

        static Client open() {
            return open(Map.of("authorization", "Bearer " + weir.adminKey()));
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            if (reads) {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closed.completeExceptionally(failure);
        }

        WebSocket socket() {
            return Objects.requireNonNull(socket);
        }

        void say(String text) {
            socket().sendText(text, true).join();
        }

        /** One more message comes, then none until it goes on. */
        void stopReading() {
            reads = false;
        }

        void goOn() {
            reads = true;
            socket().request(1);
        }

        String next() throws InterruptedException {
            String message = messages.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
            return Objects.requireNonNull(message, "no message came");
        }

        JsonNode nextJson() throws InterruptedException {
            return JSON.readTree(next());
        }

        /** Everything until {@code [DONE]}. */
        String untilDone() throws InterruptedException {
            StringBuilder text = new StringBuilder();
            for (String message = next(); !message.equals("[DONE]"); message = next()) {
                text.append(
                        JSON.readTree(message).at("/choices/0/delta/content").asString(""));
            }
            return text.toString();
        }

        @Override
        public void close() {
            socket().abort();
        }
    }

    private static String question() {
        return QUESTION.formatted("", "");
    }

    private static String question(String id) {
        return QUESTION.formatted("\"id\": \"" + id + "\", ", "");
    }

    private static String overHttp() {
        String body = Door.of(weir)
                .post("/v1/chat/completions", QUESTION.formatted("", ", \"stream\": true"))
                .text();
        StringBuilder text = new StringBuilder();
        body.lines()
                .filter(line -> line.startsWith("data: {"))
                .forEach(line -> text.append(JSON.readTree(line.substring(6))
                        .at("/choices/0/delta/content")
                        .asString("")));
        return text.toString();
    }

    @Test
    void requestsOneAfterAnotherAreAnsweredAsOverHttp() throws Exception {
        String expected = overHttp();
        try (Client client = Client.open()) {
            for (int i = 0; i < 3; i++) {
                client.say(question());
                assertThat(client.untilDone()).isEqualTo(expected).isNotEmpty();
            }
            client.say(QUESTION.formatted(
                    "", ", \"weir\": {}, \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
            StringBuilder all = new StringBuilder();
            for (String message = client.next(); !message.equals("[DONE]"); message = client.next()) {
                all.append(message);
            }
            assertThat(all.toString()).contains("\"usage\"").contains("\"exchange_id\"");
        }
    }

    @Test
    void requestsWithIdsRunAtTheSameTime() throws Exception {
        weir.upstream(SLOW);
        try (Client client = Client.open()) {
            client.say(question("slow"));
            assertThat(client.nextJson().path("id").asString()).isEqualTo("slow");
            weir.upstream(Script.saying(new Answer.Lorem(5)));
            client.say(question("quick"));
            boolean slowGoesOn = false;
            JsonNode message = client.nextJson();
            while (!message.path("done").asBoolean(false)) {
                slowGoesOn |= message.path("id").asString().equals("slow")
                        && message.at("/data/object").asString().equals("chat.completion.chunk");
                message = client.nextJson();
            }
            assertThat(message.path("id").asString()).isEqualTo("quick");
            client.say(question("slow"));
            awaitError(client, "slow", "conflict");

            client.say("{\"cancel\": \"slow\"}");

            awaitError(client, "slow", "cancelled");
            Eventually.within(
                    SOON,
                    "the end at the provider",
                    () -> weir.simulator().served().stream()
                            .anyMatch(served -> served.outcome() == Outcome.CANCELLED_BY_CLIENT));
        }
    }

    private static void awaitError(Client client, String id, String code) throws InterruptedException {
        JsonNode message = client.nextJson();
        while (message.path("error").isMissingNode()) {
            message = client.nextJson();
        }
        assertThat(message.path("id").asString()).isEqualTo(id);
        assertThat(message.at("/error/code").asString()).isEqualTo(code);
    }

    @Test
    void aClosedSocketCancelsWhatIsUnderWay() throws Exception {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(3))));
        Client client = Client.open();
        client.say(question());
        client.next();

        client.close();

        Duration took = Eventually.within(
                SOON,
                "the end at the provider",
                () -> weir.simulator().served().stream()
                        .anyMatch(served -> served.outcome() == Outcome.CANCELLED_BY_CLIENT));
        System.out.println("socket: its close reached the provider after " + took.toMillis() + " ms");
        Eventually.within(SOON, "the place given back", ChatSocketTest::nothingRuns);
    }

    private static boolean nothingRuns() {
        return Door.of(weir).get("/api/admission").json().path("running").asInt() == 0;
    }

    @Test
    void eachMessagePassesAdmission() throws Exception {
        weir.upstream(SLOW);
        try (Client client = Client.open()) {
            for (int i = 0; i < 3; i++) {
                client.say(question("r" + i));
            }
            Eventually.within(
                    SOON, "three calls", () -> weir.simulator().served().size() == 3);
            client.say(question("fourth"));
            awaitError(client, "fourth", "overloaded");
        }
        Eventually.within(SOON, "the places given back", ChatSocketTest::nothingRuns);
    }

    @Test
    void mistakesAreToldAndTheSocketStaysOpen() throws Exception {
        try (Client client = Client.open()) {
            client.say("not json");
            assertThat(client.nextJson().at("/error/code").asString()).isEqualTo("invalid_json");
            client.say("{\"id\": \"a\", \"model\": \"sim/gpt-4o-mini\"}");
            JsonNode wrong = client.nextJson();
            assertThat(wrong.path("id").asString()).isEqualTo("a");
            assertThat(wrong.at("/error/param").asString()).isEqualTo("messages");
            client.say(question().replace("sim/gpt-4o-mini", "none/such"));
            assertThat(client.nextJson().at("/error/code").asString()).isEqualTo("model_not_found");
            client.say(question());
            assertThat(client.untilDone()).isNotEmpty();
        }
    }

    @Test
    void aSlowReaderGetsEverything() throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(10_000)));
        String expected = overHttp();
        try (Client client = Client.open()) {
            client.stopReading();
            client.say(question());
            Eventually.within(
                    SOON,
                    "The provider is far ahead of the reader",
                    () -> weir.simulator().served().getLast().chunks() > 500);
            assertThat(client.messages).hasSizeLessThan(2);
            client.goOn();
            assertThat(client.untilDone()).isEqualTo(expected);
        }
    }

    @Test
    void tooLargeAndBinaryMessagesCloseTheSocket() {
        try (Client client = Client.open()) {
            client.say("{\"model\": \"" + "x".repeat(70_000) + "\"}");
            assertThat(client.closed
                            .orTimeout(10, TimeUnit.SECONDS)
                            .handle((code, failure) -> code == null ? 1009 : code)
                            .join())
                    .isEqualTo(1009);
        }
        try (Client client = Client.open()) {
            client.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
            assertThat(client.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(1003);
        }
    }

    @Test
    void aSocketWithoutRequestsIsClosedInTime() {
        try (Client client = Client.open()) {
            assertThat(client.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(1000);
        }
    }

    @Test
    void aBrowserBringsItsKeyAmongTheProtocols() throws Exception {
        for (String prefix : List.of("weir-api-key.", "openai-insecure-api-key.")) {
            try (Client client = Client.open(Map.of(), "weir-chat.v1", prefix + weir.adminKey())) {
                assertThat(client.socket().getSubprotocol()).isEqualTo("weir-chat.v1");
                client.say(question());
                assertThat(client.untilDone()).isNotEmpty();
            }
        }
        assertThat(status(Map.of(), "weir-chat.v1", "weir-api-key.wrong")).isEqualTo(401);
        assertThat(status(Map.of())).isEqualTo(401);
    }

    /** The JDK's client may not set Origin, so the handshake is written by hand. */
    @Test
    void onlyOwnAndListedSitesMayOpenOne() throws Exception {
        String own = "http://127.0.0.1:" + weir.weir().port();
        assertThat(handshake(own)).startsWith("HTTP/1.1 101");
        assertThat(handshake("https://app.example.com")).startsWith("HTTP/1.1 101");
        assertThat(handshake("https://evil.example.com")).startsWith("HTTP/1.1 403");
        assertThat(handshake("null")).startsWith("HTTP/1.1 403");
    }

    private static String handshake(String origin) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", weir.weir().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /v1/chat/stream HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + weir.weir().port()
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: " + origin
                                    + "\r\nAuthorization: Bearer " + weir.adminKey() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] head = new byte[64];
            int length = socket.getInputStream().read(head);
            return new String(head, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        }
    }

    private static int status(Map<String, String> headers, String... protocols) {
        try (Client client = Client.open(headers, protocols)) {
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    @Test
    void aPlainGetIsToldWhatToDo() {
        assertThat(Door.of(weir).get("/v1/chat/stream").status()).isEqualTo(400);
        assertThat(Door.of(weir).get("/v1/chat/stream").text()).contains("WebSocket");
        assertThatThrownBy(() -> Client.open(Map.of("authorization", "Bearer wk_wrong")))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
}
