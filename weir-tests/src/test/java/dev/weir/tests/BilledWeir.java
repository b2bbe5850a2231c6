package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TurnedClock;
import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A Weir that bills: models with and without prices, and a clock that is turned from month to month. */
final class BilledWeir implements AutoCloseable {
    static final String YAML = """
            providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
            models:
              dear: {deployments: [{provider: sim, model: dear}]}
              cheap: {deployments: [{provider: sim, model: cheap}]}
              unpriced: {deployments: [{provider: sim, model: nobody-knows}]}
            prices:
              dear: {input: 1.234567, output: 7.654321, per: 1000, currency: USD}
              cheap: {input: 3, output: 15, per: 1000000, currency: USD}
            knowledge: {docs: false}
            """;

    private final Path data;
    private final Simulator simulator;
    private final TurnedClock clock = new TurnedClock(Instant.parse("2026-11-20T10:00:00Z"));
    private Weir weir;

    private BilledWeir(Path data, Simulator simulator) throws IOException {
        this.data = data;
        this.simulator = simulator;
        this.weir = open();
    }

    static BilledWeir start(Path data) throws IOException {
        return new BilledWeir(
                data, Simulator.start(SimulatorOptions.defaults().withScript(Script.saying(new Answer.Lorem(7)))));
    }

    private Weir open() throws IOException {
        return Servers.start(data, Map.of(), YAML.formatted(simulator.baseUri()), clock);
    }

    void restart() throws IOException {
        weir.close();
        weir = open();
    }

    @Override
    public void close() {
        weir.close();
        simulator.close();
    }

    Simulator simulator() {
        return simulator;
    }

    Door door() {
        return new Door(weir.localUrl(), Servers.ADMIN_KEY);
    }

    Shell.Done shell(String... arguments) {
        return Shell.on(data).run(arguments);
    }

    void turn(Duration time) {
        clock.forward(time);
    }

    void turnTo(String instant) {
        turn(Duration.between(clock.instant(), Instant.parse(instant)));
    }

    void ask(String model) {
        ask(door(), model);
    }

    static void ask(Door by, String model) {
        Door.Reply reply = by.post(
                "/v1/chat/completions",
                "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"Well?\"}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    /** By the key of a project of its own. */
    Door project(String name) {
        String project =
                made("/api/projects", "{\"name\": \"" + name + "\"}").path("id").asString();
        return door().withKey(made("/api/keys", "{\"name\": \"k\", \"project\": \"" + project + "\"}")
                .path("key")
                .asString());
    }

    JsonNode got(String path) {
        Door.Reply reply = door().get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    JsonNode made(String path, String body) {
        Door.Reply reply = door().post(path, body);
        assertThat(reply.status()).as(reply.text()).isIn(200, 201);
        return reply.json();
    }

    JsonNode finalized(String month) {
        return made("/api/invoices/" + month + "/finalize", "{}");
    }

    /** The error of an answer that refuses. */
    static JsonNode refused(Door.Reply reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        return reply.json().path("error");
    }
}
