package dev.weir.tests;

import static dev.weir.tests.BilledWeir.ask;
import static dev.weir.tests.BilledWeir.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TurnedClock;
import dev.weir.tests.cli.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One invoice of what several nodes served, each with a log of its own. */
class BilledNodesTest {
    @TempDir
    private Path folder;

    private final TurnedClock clock = new TurnedClock(Instant.parse("2026-11-20T10:00:00Z"));
    private Simulator simulator;
    private Nodes nodes;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(SimulatorOptions.defaults().withScript(Script.saying(new Answer.Lorem(7))));
        nodes = new Nodes(
                folder,
                TestPostgres.store(TestPostgres.database()) + BilledWeir.YAML.formatted(simulator.baseUri()),
                clock);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static JsonNode got(Door door, String path) {
        Door.Reply reply = door.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static JsonNode made(Door door, String path, String body) {
        Door.Reply reply = door.post(path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    /** Nodes find each other again on the other side of a month's end within a second. */
    private void turnTo(String instant, Door... nodes) throws InterruptedException {
        Instant then = Instant.parse(instant);
        clock.forward(Duration.between(clock.instant(), then));
        Eventually.within(
                Duration.ofSeconds(10),
                "All nodes were heard of since",
                () -> got(nodes[0], "/api/nodes")
                                .path("data")
                                .valueStream()
                                .filter(node -> !Instant.parse(
                                                node.path("seen_at").asString())
                                        .isBefore(then))
                                .count()
                        == nodes.length);
    }

    private static List<String> calls(JsonNode bill) {
        return bill.path("lines")
                .valueStream()
                .filter(line -> line.has("parts"))
                .map(line -> line.path("model").asString() + " "
                        + line.path("charges").asLong())
                .toList();
    }

    @Test
    void whatBothServeIsOnOneInvoiceWhicheverIsAsked() throws Exception {
        try (Weir a = nodes.start("a");
                Weir b = nodes.start("b")) {
            Door one = Nodes.door(a);
            Door other = Nodes.door(b);
            made(
                    one,
                    "/api/plans",
                    "{\"name\": \"Growth\", \"from\": \"2026-11\", \"fee\": \"10.00\", \"included\": \"0.01\","
                            + " \"tax\": {\"name\": \"VAT\", \"rate\": \"19\"}, \"prices\": [{\"meter\": \"requests\","
                            + " \"model\": \"cheap\", \"per\": 1, \"tiers\": [{\"up_to\": 2, \"price\": \"5.00\"},"
                            + " {\"price\": \"1.00\"}]}]}");
            for (Door each : List.of(one, other, one)) {
                ask(each, "dear");
                ask(each, "cheap");
            }
            JsonNode draft = got(one, "/api/invoices/current");
            assertThat(calls(draft)).containsExactly("cheap 3", "dear 3");
            assertThat(draft.path("missing")).isEmpty();
            JsonNode same = got(other, "/api/invoices/current");
            assertThat(same.path("lines")).isEqualTo(draft.path("lines"));
            assertThat(same.path("total")).isEqualTo(draft.path("total"));

            turnTo("2026-12-01T00:00:01Z", one, other);
            ask(other, "dear");
            JsonNode invoice = finalizedOnce(one, other);
            assertThat(calls(invoice)).containsExactly("cheap 3", "dear 3");
            assertThat(invoice.at("/lines/0/amount").asString())
                    .as("the nodes share the tiers")
                    .isEqualTo("11.00");
            assertThat(invoice.path("lines")
                            .valueStream()
                            .filter(line -> line.path("kind").asString().equals("fee")))
                    .hasSize(1);
            assertThat(got(other, "/api/invoices/INV-000001").path("hash")).isEqualTo(invoice.path("hash"));

            JsonNode here = got(one, "/api/invoices/INV-000001/lines/2/entries");
            assertThat(here.path("data")).hasSize(2);
            assertThat(here.at("/elsewhere/0/charges").asInt()).isEqualTo(1);
            JsonNode there = got(other, "/api/invoices/INV-000001/lines/2/proof");
            assertThat(there.path("data")).hasSize(1);
            assertThat(there.at("/log/origin")).isEqualTo(here.at("/elsewhere/0/log"));
            assertThat(one.get("/console/billing/INV-000001/lines/2").text())
                    .contains("1 charge more in the audit log")
                    .contains(there.at("/log/origin").asString());
            provedByBothFiles(invoice);
        }
    }

    /** Both make it at the same time. */
    private static JsonNode finalizedOnce(Door one, Door other) throws Exception {
        List<CompletableFuture<Door.Reply>> replies = Stream.of(one, other)
                .map(door -> CompletableFuture.supplyAsync(() -> door.post("/api/invoices/2026-11/finalize", "{}")))
                .toList();
        List<Door.Reply> answers = new ArrayList<>();
        for (CompletableFuture<Door.Reply> reply : replies) {
            answers.add(reply.get(60, TimeUnit.SECONDS));
        }
        assertThat(answers).extracting(Door.Reply::status).containsExactlyInAnyOrder(201, 409);
        for (Door door : List.of(one, other)) {
            assertThat(got(door, "/api/invoices").path("data")).hasSize(1);
        }
        return answers.stream()
                .filter(answer -> answer.status() == 201)
                .findFirst()
                .orElseThrow()
                .json();
    }

    private Path exported(String node) {
        Path file = folder.resolve(node + ".jsonl");
        Shell.Done done = Shell.on(folder.resolve(node)).run("bill", "export", "INV-000001", file.toString());
        assertThat(done.exit()).as(done.err()).isZero();
        return file;
    }

    private Shell.Done verified(Path... files) {
        List<String> arguments = new ArrayList<>(List.of("bill", "verify"));
        Stream.of(files).map(Path::toString).forEach(arguments::add);
        return Shell.on(folder.resolve("a")).run(arguments.toArray(String[]::new));
    }

    private void provedByBothFiles(JsonNode invoice) throws Exception {
        Path a = exported("a");
        Path b = exported("b");
        Shell.Done done = verified(a, b);
        assertThat(done.exit()).as(done.out()).isZero();
        assertThat(done.out()).contains("Valid: INV-000001").contains("6 charges, in 2 logs");
        assertThat(Python.run("invoice.py", b.toString(), a.toString()).text())
                .contains(": valid, " + invoice.path("total").asString());

        assertThat(verified(a).exit()).isEqualTo(1);
        assertThat(verified(a).out())
                .contains("not proved: the log weir/node_")
                .contains("Not proved: INV-000001")
                .doesNotContain("wrong");
        assertThat(Python.run("invoice.py", b.toString()).text()).contains("NOT PROVED: there is no file of the log");
        assertThat(verified(a, a).out()).contains("once more").contains("Not valid");

        for (Path file : List.of(a, b)) {
            Path left = file.equals(a) ? b : a;
            List<String> lines = Files.readAllLines(file);
            int charged = 1;
            while (!lines.get(charged).startsWith("{")) {
                charged++;
            }
            List<String> changed = new ArrayList<>(lines);
            changed.set(charged, lines.get(charged).replaceFirst("\"cost\":\"(\\d)", "\"cost\":\"1$1"));
            List<String> dropped = new ArrayList<>(lines);
            dropped.remove(charged);
            for (List<String> each : List.of(changed, dropped)) {
                assertThat(each).isNotEqualTo(lines);
                Path bad = Files.write(folder.resolve("bad.jsonl"), each);
                assertThat(verified(left, bad).out()).contains("wrong: ").contains("Not valid");
                assertThat(Python.run("invoice.py", left.toString(), bad.toString())
                                .text())
                        .contains("NOT VALID");
            }
        }
    }

    @Test
    void aNodeThatJoinsLaterAndOneThatIsAwayLoseNothing() throws Exception {
        try (Weir a = nodes.start("a")) {
            Door one = Nodes.door(a);
            ask(one, "dear");
            turnTo("2026-12-01T00:00:01Z", one);
            assertThat(made(one, "/api/invoices/2026-11/finalize", "{}")
                            .path("charges")
                            .asInt())
                    .isEqualTo(1);
            String gone;
            try (Weir b = nodes.start("b")) {
                Door other = Nodes.door(b);
                turnTo("2026-12-10T00:00:00Z", one, other);
                ask(other, "dear");
                JsonNode draft = got(one, "/api/invoices/2026-12");
                assertThat(calls(draft)).containsExactly("dear 1");
                gone = got(other, "/api/invoices/2026-12/lines/1/proof")
                        .at("/log/origin")
                        .asString()
                        .substring("weir/".length());
                ask(other, "dear");
                ask(other, "cheap");
            }
            turnTo("2027-01-01T00:00:01Z", one);
            Door.Reply reply = one.post("/api/invoices/2026-12/finalize", "{}");
            assertThat(refused(reply, 409).path("message").asString())
                    .contains(gone)
                    .contains("for the last time");
            JsonNode december = made(one, "/api/invoices/2026-12/finalize", "{\"incomplete\": true}");
            assertThat(december.at("/missing/0").asString()).contains(gone);
            assertThat(calls(december)).containsExactly("dear 1");
            voided(one, "2026-12");
            assertThat(calls(made(one, "/api/invoices/2026-12/finalize", "{\"incomplete\": true}")))
                    .as("what a node told stays, though it is gone")
                    .containsExactly("dear 1");
            voided(one, "2026-11");
            assertThat(refused(one.post("/api/invoices/2026-11/finalize", "{\"incomplete\": true}"), 409)
                            .path("message")
                            .asString())
                    .contains(gone + " has of 2026-11 would be on no invoice");

            try (Weir b = nodes.start("b")) {
                Door other = Nodes.door(b);
                turnTo("2027-01-10T00:00:00Z", one, other);
                ask(other, "cheap");
                JsonNode january = got(one, "/api/invoices/2027-01");
                assertThat(january.path("missing")).isEmpty();
                assertThat(calls(january))
                        .as("with what December's invoice had not been told")
                        .containsExactly("cheap 2", "dear 1");
                assertThat(stretch(january, gone).path("from"))
                        .isEqualTo(stretch(december, gone).path("to"));
                JsonNode november = made(one, "/api/invoices/2026-11/finalize", "{}");
                assertThat(calls(november)).containsExactly("dear 1");
                assertThat(stretch(november, gone).path("to"))
                        .isEqualTo(stretch(december, gone).path("from"));
                turnTo("2027-01-10T00:15:00Z", one, other);
                assertThat(calls(got(one, "/api/invoices/2027-01"))).containsExactly("cheap 2", "dear 1");
            }
            turnTo("2027-02-01T00:00:01Z", one);
            assertThat(calls(made(one, "/api/invoices/2027-01/finalize", "{}")))
                    .as("it was asked after its last call")
                    .containsExactly("cheap 2", "dear 1");
        }
    }

    @Test
    void aNodeThatIsKilledIsNamedAndNoInvoiceIsMadeWithoutItInSilence() throws Exception {
        Instant now = Instant.now();
        clock.forward(Duration.between(clock.instant(), now));
        YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        try (Weir a = nodes.start("a")) {
            Door one = Nodes.door(a);
            Path config = nodes.config("b");
            try (WeirProcess b = WeirProcess.up(config)) {
                Door other = one.at(b.awaitReady());
                ask(one, "dear");
                ask(other, "dear");
                Eventually.within(
                        Duration.ofSeconds(10),
                        "The ledger knows of the call",
                        () -> got(one, "/api/usage").at("/data/0/requests").asInt() == 2);
                b.kill();
            }
            String end = month.plusMonths(1) + "-01T00:00:01Z";
            turnTo(end, one);
            String path = "/api/invoices/" + month + "/finalize";
            String why = "has not told what is in its log";
            assertThat(refused(one.post(path, "{}"), 409).path("message").asString())
                    .contains("the node node_")
                    .contains(why);
            assertThat(got(one, "/api/invoices/" + month).at("/missing/0").asString())
                    .contains(why);
            JsonNode invoice = made(one, path, "{\"incomplete\": true}");
            assertThat(calls(invoice)).containsExactly("dear 1");
            assertThat(invoice.at("/missing/0").asString()).contains(why);
        }
    }

    private static void voided(Door door, String month) {
        assertThat(door.post("/api/invoices/" + month + "/void", "{\"reason\": \"Typo\"}")
                        .status())
                .isEqualTo(200);
    }

    private static JsonNode stretch(JsonNode bill, String node) {
        return bill.path("logs")
                .valueStream()
                .filter(log -> log.path("origin").asString().endsWith(node))
                .findFirst()
                .orElseThrow();
    }
}
