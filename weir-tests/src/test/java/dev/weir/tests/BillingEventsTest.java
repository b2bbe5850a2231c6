package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was used, told to a billing provider that fails, hangs up and is told again. */
class BillingEventsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** What the provider does with a request. */
    private enum Act {
        REFUSE,
        TAKE_AND_HANG_UP,
        TAKE
    }

    private final ConcurrentLinkedDeque<Act> acts = new ConcurrentLinkedDeque<>();
    private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private HttpServer provider;
    private TestingWeir weir;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        provider.createContext("/api/v1/events", this::answer);
        provider.start();
        weir = TestingWeir.start(events());
    }

    private String events() {
        return """
                billing:
                  events:
                    url: http://127.0.0.1:%d/api/v1/events
                    token: a-billing-token
                    subject: project
                    batch: 2
                    every: 50ms
                    allow_private: true
                """.formatted(provider.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        weir.close();
        provider.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Act act = acts.isEmpty() ? Act.TAKE : acts.poll();
        if (act != Act.REFUSE) {
            JsonMapper.shared().readTree(body).forEach(taken::add);
            headers.add(exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
        }
        if (act != Act.TAKE_AND_HANG_UP) {
            exchange.sendResponseHeaders(act == Act.REFUSE ? 503 : 204, -1);
        }
        exchange.close();
    }

    private void ask(int calls) {
        ask(Door.of(weir), calls);
    }

    private static void ask(Door door, int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(door.post(
                                    "/v1/chat/completions",
                                    "{\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}")
                            .status())
                    .isEqualTo(200);
        }
    }

    private Set<String> ids() {
        Set<String> ids = new HashSet<>();
        taken.forEach(event -> ids.add(event.path("id").asString()));
        return ids;
    }

    private JsonNode standing() {
        return Door.of(weir).get("/api/billing/events").json().at("/data/0");
    }

    @Test
    void everyChargeIsToldAtLeastOnceUnderTheSameIdAndNeverAgainAfterARestart() throws Exception {
        acts.addAll(List.of(Act.REFUSE, Act.TAKE_AND_HANG_UP));
        ask(3);
        Eventually.within(
                SOON,
                "all are told",
                () -> ids().size() == 3 && standing().path("failure").isNull());

        assertThat(taken.size()).as("what was not acknowledged came again").isGreaterThan(3);
        assertThat(headers).allMatch("application/cloudevents-batch+json Bearer a-billing-token"::equals);
        JsonNode event = taken.getFirst();
        assertThat(event.path("specversion").asString()).isEqualTo("1.0");
        assertThat(event.path("id").asString()).startsWith("at_");
        assertThat(event.path("source").asString()).startsWith("weir/node_");
        assertThat(event.path("type").asString()).isEqualTo("weir.usage");
        assertThat(event.path("subject").asString()).startsWith("proj_");
        assertThat(event.path("time").asString()).endsWith("Z");
        assertThat(event.at("/data/model").asString()).isEqualTo("sim/gpt-4o-mini");
        assertThat(event.at("/data/total_tokens").asLong()).isPositive();
        assertThat(event.at("/data/requests").asInt()).isEqualTo(1);
        for (JsonNode again : taken) {
            for (JsonNode other : taken) {
                if (again.path("id").equals(other.path("id"))) {
                    assertThat(again).as("redelivery says the same").isEqualTo(other);
                }
            }
        }

        Eventually.within(
                SOON,
                "its position is at the end",
                () -> standing().path("position").equals(standing().path("entries")));
        taken.clear();
        weir.restart();
        ask(1);
        Eventually.within(SOON, "the new one is told", () -> !taken.isEmpty());
        assertThat(ids()).hasSize(1);
    }

    @Test
    void nodesThatShareADatabaseTellEachOfItsOwnLog(@TempDir Path folder) throws Exception {
        try (Simulator simulator =
                Simulator.start(SimulatorOptions.defaults().withScript(Script.saying(new Answer.Lorem(5))))) {
            String yaml = TestPostgres.store(TestPostgres.database()) + """
                    knowledge: {docs: false}
                    providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                    """.formatted(simulator.baseUri()) + events();
            try (Weir one = Servers.start(folder.resolve("a"), Map.of(), yaml)) {
                Path second = Servers.beside(folder.resolve("a"), folder.resolve("b"));
                ask(new Door(one.localUrl(), Servers.ADMIN_KEY), 5);
                Eventually.within(SOON, "the first node's are told", () -> ids().size() == 5);
                try (Weir other = Servers.start(second, Map.of(), yaml)) {
                    ask(new Door(other.localUrl(), Servers.ADMIN_KEY), 2);
                    ask(new Door(one.localUrl(), Servers.ADMIN_KEY), 2);
                    Eventually.within(SOON, "all are told", () -> ids().size() == 9);
                }
            }
        }
        assertThat(taken.stream().map(event -> event.path("source").asString()).distinct())
                .hasSize(2);
        assertThat(taken).as("none twice").hasSize(9);
    }

    @Test
    void aProviderThatDoesNotTakeThemIsShownWithItsReason() throws Exception {
        for (int i = 0; i < 100; i++) {
            acts.add(Act.REFUSE);
        }
        ask(1);
        Eventually.within(
                SOON, "the failure", () -> standing().at("/failure/tries").asInt(0) > 0);
        assertThat(standing().at("/failure/why").asString()).contains("503");
        assertThat(standing().path("url").asString()).isEqualTo("http://127.0.0.1/…");
        assertThat(standing().path("position").asLong())
                .isLessThan(standing().path("entries").asLong());
    }
}
