package dev.weir.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.store.ServerMark;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys, projects and traces of a running server, and how it is found. */
class CliServerTest {
    private static TestingWeir weir;
    private static Shell shell;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                knowledge: {docs: true}
                models:
                  pair:
                    strategy: cheapest
                    deployments:
                      - {provider: sim, model: unpriced, rpm: 60}
                      - {provider: sim, model: gpt-4o-mini}
                      - {provider: sim, model: blind, capabilities: [tools]}
                prices: {gpt-4o-mini: {input: 0.15, output: 0.6, per: 1000000, currency: USD, from: 2020-01-01}}
                """);
        weir.upstream(Script.saying(new Answer.Fixed("Twelve words.")));
        shell = Shell.beside(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static JsonNode json(Shell.Done done) {
        assertThat(done.exit()).as(done.err()).isZero();
        return JsonMapper.shared().readTree(done.out());
    }

    @Test
    void usageIsShownWrittenComparedAndCorrected() throws IOException {
        assertThat(shell.run("models", "test", "pair").exit()).isZero();

        assertThat(shell.run("usage", "--group-by", "model,key", "--last", "2d").out())
                .contains("MODEL", "REQUESTS", "COST", "pair", "In all");
        assertThat(json(shell.run("usage", "--json", "--group-by", "none", "--where", "model=pair"))
                        .path("data")
                        .path(0)
                        .path("requests")
                        .asLong())
                .isPositive();
        assertThat(shell.run("usage", "--csv").out()).startsWith("day,requests,");
        Path file = folder.resolve("usage.csv");
        assertThat(shell.run("usage", "--output", file.toString(), "--group-by", "model")
                        .exit())
                .isZero();
        assertThat(Files.readString(file)).startsWith("model,requests,");
        assertThat(shell.run("usage", "--output", file.toString()).err()).contains("exists");
        Path whole = folder.resolve("usage.json");
        assertThat(shell.run("usage", "--output", whole.toString(), "--group-by", "model,status")
                        .exit())
                .isZero();
        assertThat(JsonMapper.shared().readTree(whole.toFile()).path("data")).isNotEmpty();
        assertThat(shell.run("usage", "--dearest", "1", "--group-by", "deployment")
                        .out())
                .contains("DEPLOYMENT");
        assertThat(shell.run("usage", "--group-by", "colour").err()).contains("cannot be grouped by");
        assertThat(shell.run("usage", "--where", "model").err()).contains("NAME=VALUE");

        Shell.Done made = shell.run("usage", "adjust", "--credit", "0.50", "--reason", "Goodwill", "--id", "case-9");
        assertThat(made.out()).as(made.err()).contains("case-9", "-0.500000");
        assertThat(shell.run("usage", "adjustments").out()).contains("case-9", "Goodwill", "the project");
        assertThat(shell.run("usage", "adjust", "--credit", "-1", "--reason", "x")
                        .err())
                .contains("without a sign");
        Path book =
                Files.writeString(folder.resolve("prices.yaml"), "prices: {gpt-4o-mini: {input: 0.30, output: 1.2}}");
        assertThat(shell.run("usage", "rerate", "--last", "1d", "--prices", book.toString())
                        .out())
                .contains("RERATED", "pair", "a difference of");
        assertThat(shell.run("usage", "check").out()).contains("entries add up to");
    }

    @Test
    void limitsAreSetListedAndTakenAway() {
        assertThat(shell.run("keys", "create", "metered", "--rpm", "100", "--tpm", "20000", "--budget", "5.00/day")
                        .exit())
                .isZero();
        assertThat(shell.run("limits", "set", "user", "*", "--rpm", "10", "--tokens-per-day", "5000")
                        .out())
                .contains("the user '*'", "10 requests a minute", "5000 tokens a day");
        assertThat(shell.run("limits", "set", "key", "metered", "--rpm", "50", "--budget", "2EUR/month")
                        .out())
                .contains("the key 'metered'", "50 requests a minute", "2.00 EUR a month");
        assertThat(shell.run("limits", "set", "model", "sim/small", "--concurrency", "2")
                        .exit())
                .isZero();

        assertThat(shell.run("limits", "list").out())
                .contains("metered", "10 requests a minute", "sim/small", "2 at once");
        assertThat(json(shell.run("limits", "list", "--json")).path("data")).hasSizeGreaterThanOrEqualTo(3);

        assertThat(shell.run("limits", "set", "user", "ann", "--budget", "much").err())
                .contains("5.00/day");
        assertThat(shell.run("limits", "set", "user", "ann", "--rpm", "0").err())
                .contains("A whole number from 1 to");
        assertThat(shell.run("limits", "set", "tag", "search", "--rpm", "1").err())
                .contains("name=value");
        for (String[] subject : new String[][] {{"user", "*"}, {"model", "sim/small"}, {"key", "metered"}}) {
            assertThat(shell.run("limits", "remove", subject[0], subject[1]).exit())
                    .isZero();
        }
        assertThat(shell.run("limits", "remove", "user", "*").err()).contains("no limits");
        assertThat(shell.run("keys", "revoke", "metered").exit()).isZero();
    }

    @Test
    void aKeyIsShownOnceWorksAndIsRevokedByItsPrefix() {
        Shell.Done created = shell.run("keys", "create", "backend", "--role", "viewer");
        String key = created.out().strip();

        assertThat(created.exit()).isZero();
        assertThat(key).startsWith("wk_").doesNotContain(" ");
        assertThat(shell.run("keys", "list").out())
                .contains("backend", "viewer", key.substring(0, 10))
                .doesNotContain(key);
        assertThat(shell.run("trace", "list", "--key", key).exit()).isZero();

        assertThat(shell.run("keys", "limit", "backend", "--concurrency", "3", "--max-priority", "batch")
                        .out())
                .contains("3 calls in progress", "at most batch");
        assertThat(shell.run("projects", "limit", "default", "--priority", "normal")
                        .out())
                .contains("any number of calls", "normal unless");
        assertThat(shell.run("projects", "limit", "default", "--priority", "soon")
                        .err())
                .contains("interactive, normal, batch");
        assertThat(shell.run("keys", "revoke", key.substring(0, 10)).exit()).isZero();
        Shell.Done refused = shell.run("trace", "list", "--key", key);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("revoked");
        assertThat(shell.run("keys", "list").out()).doesNotContain("backend");
        assertThat(shell.run("keys", "list", "--revoked").out()).contains("backend", "REVOKED");
    }

    @Test
    void wrongKeyArgumentsSayWhatWouldBeRight() {
        assertThat(shell.run("keys", "create", "x", "--role", "king").err()).contains("king", "viewer");
        assertThat(shell.run("keys", "revoke", "nobody").err()).contains("keys list");
        assertThat(shell.run("keys", "revoke", "key_nobody").exit()).isEqualTo(1);
        assertThat(shell.run("keys", "create", "x", "--project", "mars").err()).contains("mars");
        assertThat(shell.run("keys", "create").exit()).isEqualTo(2);
        assertThat(shell.run("keys", "crate", "x").err()).contains("keys create");
    }

    @Test
    void aNameThatSeveralKeysHaveIsNotRevoked() {
        shell.run("keys", "create", "twin");
        shell.run("keys", "create", "twin");

        Shell.Done done = shell.run("keys", "revoke", "twin");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err()).contains("fits 2 keys", "key_");
    }

    @Test
    void modelsAreListedTriedAndExplained() throws IOException {
        assertThat(shell.run("models", "list").out())
                .contains(
                        "pair",
                        "cheapest",
                        "sim/gpt-4o-mini",
                        "HEALTH",
                        "idle",
                        "closed",
                        "0 of 60",
                        "0.15 USD per 1M",
                        "weir/extractive");

        Shell.Done tested = shell.run("models", "test", "pair");
        assertThat(tested.exit()).as(tested.err()).isZero();
        assertThat(tested.out())
                .contains("deployment  sim/gpt-4o-mini", "attempts    1", "latency", "cost        $0.0");
        assertThat(shell.run("models", "test", "weir/embed", "--embeddings").out())
                .contains("deployment  weir/embed", "$0.000000");
        assertThat(shell.run("models", "test", "none").err()).contains("no model 'none'");

        assertThat(shell.run("models", "explain", "pair", "What is a journal?").out())
                .contains("3 of 3 deployments", "sim/gpt-4o-mini", "not known");
        Path image = Files.writeString(folder.resolve("image.json"), """
                {"model": "pair", "messages": [{"role": "user", "content":
                  [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}]}""");
        assertThat(shell.run("models", "explain", "--file", image.toString()).out())
                .contains("2 of 3 deployments", "sim/blind is left out: it cannot see images");
        assertThat(json(shell.run("models", "explain", "pair", "--json"))
                        .path("chosen")
                        .path(0)
                        .path("deployment")
                        .asString())
                .isEqualTo("sim/gpt-4o-mini");
        assertThat(shell.run("models", "explain").err()).contains("--file");
    }

    @Test
    void projectsAreCreatedAndKeysMadeForThem() {
        assertThat(shell.run("projects", "create", "search").out()).contains("search", "proj_");
        assertThat(shell.run("projects", "list").out()).contains("default", "search");
        assertThat(shell.run("keys", "create", "crawler", "--project", "search").exit())
                .isZero();
        assertThat(shell.run("keys", "list", "--project", "search").out()).contains("crawler");
        assertThat(shell.run("projects", "create", "search").exit()).isEqualTo(1);
    }

    @Test
    void aTraceIsListedAndDrawnWithItsArithmetic() throws InterruptedException {
        assertThat(shell.run("ask", "--kb", "weir-docs", "--model", "sim/gpt-4o-mini", "What is a journal?")
                        .out())
                .contains("Twelve words.", "trace  ");
        String id = newest("--model", "sim/gpt-4o-mini");
        Shell.Done shown = shell.run("trace", "show", id);

        assertThat(shell.run("trace", "list").out()).contains(id, "STATUS", "sim/gpt-4o-mini");
        assertThat(shown.exit()).isZero();
        assertThat(shown.out())
                .contains(id, "STEP", "█", "attempt sim/gpt-4o-mini", "tokens ", "× 0.15 / 1M")
                .contains("user\n  What is a journal?", "assistant\n  Twelve words.");
        assertThat(json(shell.run("trace", "show", id, "--json")).path("id").asString())
                .isEqualTo(id);
    }

    /** The exchange is listed a moment after its answer. */
    private static String newest(String... filter) throws InterruptedException {
        String[] arguments = {"trace", "list", "--json", filter[0], filter[1]};
        JsonNode listed = json(shell.run(arguments)).path("data");
        for (int tries = 0; listed.isEmpty() && tries < 100; tries++) {
            Thread.sleep(50);
            listed = json(shell.run(arguments)).path("data");
        }
        return listed.path(0).path("id").asString();
    }

    @Test
    void wrongTraceArgumentsSayWhatWouldBeRight() {
        assertThat(shell.run("trace", "show", "ex_nothing").err()).contains("ex_nothing");
        assertThat(shell.run("trace", "list", "--limit", "0").err()).contains("limit", "500");
        assertThat(shell.run("trace", "list", "--limit", "many").exit()).isEqualTo(2);
        assertThat(shell.run("trace", "list", "--status", "error", "--model", "none")
                        .err())
                .contains("No exchange");
    }

    @Test
    void aServerIsFoundByAddressAndKeyFromAnywhere() {
        Shell elsewhere = Shell.on(folder.resolve("none"))
                .with("WEIR_URL", weir.url().toString())
                .with("WEIR_API_KEY", weir.adminKey());

        assertThat(elsewhere.run("projects", "list").out()).contains("default");
        assertThat(elsewhere.run("projects", "list", "--key", "wk_wrong").exit())
                .isEqualTo(1);
        assertThat(elsewhere.run("projects", "list", "--url", "ftp://x").err()).contains("ftp://x", "http://");
        assertThat(elsewhere
                        .run("projects", "list", "--url", "http://127.0.0.1:1")
                        .err())
                .contains("Nothing answers");
    }

    @Test
    void theAddressIsForTheOwnersEyesOnly() throws IOException {
        assertThat(ServerMark.read(weir.data()).orElseThrow().url()).isEqualTo(weir.url());
        assertThat(Files.getPosixFilePermissions(ServerMark.file(weir.data()))).hasSize(2);
    }

    @Test
    void whereNoServerRunsTheMessageSaysHowToStartOne() throws IOException {
        assertThat(Shell.on(folder).run("keys", "list").err()).contains("No Weir runs", "./weir up");

        new ServerMark(URI.create("http://127.0.0.1:1"), 999_999_999).write(folder);
        Files.copy(
                weir.data().resolve("cli.token"),
                folder.resolve("cli.token"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Shell.Done done = Shell.on(folder).run("keys", "list");
        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err()).contains("has ended without saying so", "server.url");
    }

    @Test
    void theDoctorSeesTheServer() {
        assertThat(shell.run("doctor").out()).contains("java", "in use by process", "is ready", "disk");
    }
}
