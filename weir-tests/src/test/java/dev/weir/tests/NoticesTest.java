package dev.weir.tests;

import static dev.weir.tests.Tenants.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That whoever pays is told in time, through the front door and a webhook. */
class NoticesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final byte[] SECRET = "thirty-two bytes of a test's key".getBytes(StandardCharsets.US_ASCII);

    private static final List<Received> RECEIVED = new CopyOnWriteArrayList<>();
    private static volatile int refuse;
    private static HttpServer receiver;
    private static TestingWeir weir;
    private static Door door;

    private record Received(String id, String timestamp, String signature, byte[] body) {
        JsonNode event() {
            return JsonMapper.shared().readTree(body);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", NoticesTest::receive);
        receiver.start();
        weir = TestingWeir.start(
                """
                models:
                  priced: {deployments: [{provider: sim, model: cent}]}
                prices:
                  cent: {input: 0.001, output: 0.001, per: 1, currency: USD}
                notices:
                  warn_at: [0.5, 1.0]
                  webhook: {url: 'http://127.0.0.1:PORT/hook', secret: 'whsec_SECRET'}
                """.replace("PORT", Integer.toString(receiver.getAddress().getPort()))
                        .replace("SECRET", Base64.getEncoder().encodeToString(SECRET)));
        weir.upstream(Script.saying(new Answer.Lorem(5)));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
        receiver.stop(0);
    }

    private static void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            RECEIVED.add(new Received(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    body));
            int status = refuse > 0 ? 500 : 204;
            refuse--;
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static void call(JsonNode key, int most) {
        Door.Reply answer = door.with(key)
                .post(
                        CHAT,
                        "{\"model\": \"priced\", \"max_tokens\": " + most
                                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static List<Received> about(JsonNode key, String kind) {
        return RECEIVED.stream()
                .filter(received -> received.event()
                        .at("/data/name")
                        .asString("")
                        .equals(key.path("id").asString()))
                .filter(received -> received.event().path("type").asString().equals("dev.weir." + kind))
                .toList();
    }

    private static List<JsonNode> listed(JsonNode key) {
        return StreamSupport.stream(
                        door.get("/api/notices?limit=500").json().path("data").spliterator(), false)
                .filter(notice ->
                        notice.path("name").asString().equals(key.path("id").asString()))
                .toList();
    }

    @Test
    void sharesOfABudgetAreToldOnceAlsoAcrossARestart() throws Exception {
        refuse = 1;
        JsonNode key = key(
                door, "spender", "{\"budget\": {\"amount\": \"0.50\", \"currency\": \"USD\", \"period\": \"month\"}}");
        BigDecimal half = new BigDecimal("0.25");
        while (spent(key).compareTo(half) < 0) {
            assertThat(listed(key)).isEmpty();
            call(key, 20);
        }
        Eventually.within(
                SOON, "the webhook", () -> about(key, "budget.warning").size() >= 2);
        Received first = about(key, "budget.warning").getFirst();
        JsonNode data = first.event().path("data");
        assertThat(data.path("share").asString()).isEqualTo("0.5");
        assertThat(data.path("limit").asString()).isEqualTo("0.500000");
        assertThat(new BigDecimal(data.path("spent").asString())).isGreaterThanOrEqualTo(half);
        assertThat(data.path("message").asString()).startsWith("50 % of the budget of key 'spender' are used");
        assertThat(about(key, "budget.warning"))
                .as("a second try has the same id")
                .extracting(Received::id)
                .containsOnly(first.id());
        assertThat(first.signature()).isEqualTo(signature(first));

        Eventually.within(
                SOON,
                "its delivery",
                () -> listed(key).getFirst().at("/delivery/state").asString().equals("delivered"));
        assertThat(listed(key).getFirst().at("/delivery/tries").asInt()).isEqualTo(2);
        assertThat(door.get("/console").text()).isNotEmpty();

        weir.restart();
        door = Door.of(weir);
        int tries = RECEIVED.size();
        call(key, 20);
        for (String name : List.of("later", "last")) {
            JsonNode other = key(
                    door,
                    name,
                    "{\"budget\": {\"amount\": \"0.50\", \"currency\": \"USD\", \"period\": \"total\", \"warn_at\": [0.001]}}");
            call(other, 20);
            Eventually.within(
                    SOON,
                    "a notice of " + name,
                    () -> !about(other, "budget.warning").isEmpty());
        }
        assertThat(RECEIVED).as("no other came before them").hasSize(tries + 2);
        assertThat(listed(key)).hasSize(1);
    }

    private static BigDecimal spent(JsonNode key) {
        JsonNode lines = door.with(key).get("/api/budgets/me").json().path("data");
        return new BigDecimal(lines.path(lines.size() - 1).path("settled").asString());
    }

    private static String signature(Received received) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        mac.update((received.id() + "." + received.timestamp() + ".").getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(received.body()));
    }

    @Test
    void sharesOfTheTokensOfADayAreToldWhereTheLimitSays() throws Exception {
        JsonNode key = key(door, "reader", "{\"tokens_per_day\": 1000, \"warn_at\": [0.002, 0.9]}");
        call(key, 20);
        Eventually.within(
                SOON, "the webhook", () -> !about(key, "tokens.warning").isEmpty());
        JsonNode data = about(key, "tokens.warning").getFirst().event().path("data");
        assertThat(data.path("share").asString()).isEqualTo("0.002");
        assertThat(data.path("limit").asLong()).isEqualTo(1000);
        assertThat(data.path("used").asLong()).isBetween(2L, 40L);
    }

    @Test
    void anEmptyListTellsNobody() throws Exception {
        JsonNode silent = key(
                door,
                "silent",
                "{\"warn_at\": [], \"budget\": {\"amount\": \"0.50\", \"currency\": \"USD\", \"period\": \"total\"}}");
        JsonNode loud = key(
                door,
                "loud",
                "{\"budget\": {\"amount\": \"0.50\", \"currency\": \"USD\", \"period\": \"total\", \"warn_at\": [0.001]}}");
        call(silent, 10);
        call(loud, 10);
        Eventually.within(
                SOON, "the loud one", () -> !about(loud, "budget.warning").isEmpty());
        assertThat(about(silent, "budget.warning")).isEmpty();
    }

    @Test
    void badSharesAreRefusedByTheirField() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "{\"warn_at\": [0.5, 0]}", "limits.warn_at[1]",
                        "{\"warn_at\": [1.5]}", "limits.warn_at[0]",
                        "{\"warn_at\": [-0.1]}", "limits.warn_at[0]",
                        "{\"warn_at\": [0.12345]}", "limits.warn_at[0]",
                        "{\"warn_at\": [null]}", "limits.warn_at[0]",
                        "{\"budget\": {\"amount\": \"1\", \"currency\": \"USD\", \"period\": \"day\", \"warn_at\": [2]}}",
                                "limits.budget.warn_at[0]")
                .entrySet()) {
            Door.Reply reply = door.post("/api/keys", "{\"name\": \"bad\", \"limits\": " + wrong.getKey() + "}");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().at("/error/field").asString()).isEqualTo(wrong.getValue());
        }
    }

    @Test
    void othersProjectsNoticesAreNotSeen() throws Exception {
        JsonNode key = key(door, "watched", "{\"tokens_per_day\": 1000, \"warn_at\": [0.001]}");
        call(key, 20);
        Eventually.within(SOON, "a notice", () -> !listed(key).isEmpty());
        door.post("/api/projects", "{\"name\": \"elsewhere\"}");
        Door.Reply other =
                door.post("/api/keys", "{\"name\": \"else\", \"role\": \"viewer\", \"project\": \"elsewhere\"}");
        Door.Reply seen = door.withKey(other.json().path("key").asString()).get("/api/notices");
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.json().path("data")).isEmpty();
    }
}
