package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.app.Weir;
import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit log through the front door, by the command line, and by a verifier that shares no code with Weir. */
class AuditTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String ASK =
            "{\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"A secret question.\"}]}";

    private static final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private static final AtomicInteger refusing = new AtomicInteger(1);
    private static HttpServer hook;
    private static TestingWeir weir;
    private static Door door;

    @TempDir
    private static Path elsewhere;

    @TempDir
    Path scratch;

    @BeforeAll
    static void start() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        hook.createContext("/checkpoints", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean refuses = refusing.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!refuses) {
                told.add(JsonMapper.shared().readTree(body));
            }
            exchange.sendResponseHeaders(refuses ? 503 : 204, -1);
            exchange.close();
        });
        hook.start();
        Program.run(
                "git",
                "init",
                "--quiet",
                "--bare",
                elsewhere.resolve("remote.git").toString());
        Program.run(
                "git",
                "clone",
                "--quiet",
                elsewhere.resolve("remote.git").toString(),
                elsewhere.resolve("clone").toString());
        weir = TestingWeir.start("audit: {checkpoints: {every: 1h, file: '" + elsewhere.resolve("published")
                + "', webhook: 'http://127.0.0.1:" + hook.getAddress().getPort() + "/checkpoints', git: '"
                + elsewhere.resolve("clone") + "'}}\n");
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
        hook.stop(0);
    }

    private static Program.Ran verifier(String... arguments) throws Exception {
        return Python.run("verify.py", arguments);
    }

    private static String ask(Door by) {
        Door.Reply reply = by.post("/v1/chat/completions", ASK);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.header("x-weir-exchange-id");
    }

    private static JsonNode got(Door by, String path) {
        Door.Reply reply = by.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static JsonNode signed() {
        Door.Reply reply = door.post("/api/audit/checkpoint", "{}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    private Path file(String name, JsonNode content) throws IOException {
        return Files.writeString(scratch.resolve(name), content.toString());
    }

    private static Shell.Done shell(String... arguments) {
        return Shell.beside(weir).run(arguments);
    }

    @Test
    void aReceiptIsKeptAndProvedLater() throws Exception {
        String id = ask(door);
        JsonNode receipt = got(door, "/api/exchanges/" + id + "/receipt");
        assertThat(receipt.path("closed").asBoolean()).isTrue();
        assertThat(receipt.path("entries")).hasSize(2);

        long closed = receipt.path("entries").get(1).path("entry").asLong();
        JsonNode proof = got(door, "/api/audit/proof/" + closed);
        assertThat(proof.path("leaf")).isEqualTo(receipt.path("entries").get(1).path("leaf"));
        JsonNode body = JsonMapper.shared().readTree(proof.path("body").asString());
        assertThat(body.path("exchange").asString()).isEqualTo(id);
        assertThat(body.path("content").asString()).startsWith("sha256:");
        assertThat(proof.path("body").asString()).doesNotContain("secret");

        Path export = scratch.resolve("export.jsonl");
        signed();
        assertThat(shell("audit", "export", export.toString()).exit()).isZero();
        Path kept = file("receipt.json", receipt);
        assertThat(shell("audit", "verify", "--receipt", kept.toString()).out()).contains("2 promises");
        assertThat(verifier("--proof", file("proof.json", proof).toString(), "--receipt", kept.toString()))
                .satisfies(ran -> assertThat(ran.text()).contains("valid, entry " + closed))
                .satisfies(ran -> assertThat(ran.exit()).isZero());
        assertThat(verifier(export.toString(), "--receipt", kept.toString()).exit())
                .isZero();
    }

    @Test
    void anAnswerCarriesItsReceiptIfThatIsAskedFor() throws Exception {
        String wish = ", \"weir\": {\"receipt\": true}}";
        Door.Reply whole = door.post("/v1/chat/completions", ASK.substring(0, ASK.length() - 1) + wish);
        JsonNode receipt = whole.json().at("/weir/receipt");
        String id = whole.header("x-weir-exchange-id");
        assertThat(receipt.path("exchange_id").asString()).isEqualTo(id);
        assertThat(receipt.path("closed").asBoolean()).isTrue();
        assertThat(receipt.path("entries"))
                .isEqualTo(got(door, "/api/exchanges/" + id + "/receipt").path("entries"));
        signed();
        assertThat(shell(
                                "audit",
                                "verify",
                                "--receipt",
                                file("receipt.json", receipt).toString())
                        .out())
                .contains("2 promises");
        Door.Reply stream =
                door.post("/v1/chat/completions", ASK.substring(0, ASK.length() - 1) + ", \"stream\": true" + wish);
        assertThat(stream.text()).contains("\"receipt\":{\"exchange_id\":\"ex_").contains("\"closed\":true");
        Door.Reply messages = door.post(
                "/v1/messages", ASK.substring(0, ASK.length() - 1) + ", \"max_tokens\": 50, \"stream\": true" + wish);
        assertThat(messages.text())
                .contains("\"receipt\":{\"exchange_id\":\"ex_")
                .contains("\"closed\":true");
        assertThat(door.post("/v1/chat/completions", ASK).text()).doesNotContain("receipt");
    }

    @Test
    void anEntryThatWasPromisedAndLeftOutIsMissed() throws Exception {
        String id = ask(door);
        JsonNode receipt = got(door, "/api/exchanges/" + id + "/receipt");
        long number = receipt.path("entries").get(1).path("entry").asLong();
        Path kept = file("receipt.json", receipt);
        ask(door);
        String vkey = signed().path("verifier").asString();
        Path export = scratch.resolve("export.jsonl");
        assertThat(shell("audit", "export", export.toString()).exit()).isZero();
        List<String> lines = Files.readAllLines(export);
        assertThat(lines.get((int) number)).contains(id);

        List<List<String>> broken = new ArrayList<>();
        List<String> dropped = new ArrayList<>(lines);
        dropped.remove((int) number);
        broken.add(dropped);
        List<String> changed = new ArrayList<>(lines);
        changed.set((int) number, lines.get((int) number).replace("\"status\":\"ok\"", "\"status\":\"error\""));
        broken.add(changed);
        List<String> swapped = new ArrayList<>(lines);
        swapped.set(0, lines.get(1));
        swapped.set(1, lines.get(0));
        broken.add(swapped);
        for (List<String> each : broken) {
            Path file = Files.writeString(scratch.resolve("broken.jsonl"), String.join("\n", each) + "\n");
            Shell.Done done = shell("audit", "verify", "--export", file.toString(), "--receipt", kept.toString());
            assertThat(done.exit()).as(done.out()).isEqualTo(1);
            assertThat(done.out()).contains("wrong: ").contains("Not valid");
            assertThat(verifier(file.toString(), "--verifier", vkey).exit()).isEqualTo(1);
        }
    }

    @Test
    void theForeignVerifierFindsASampleOfChanges() throws Exception {
        for (int i = 0; i < 12; i++) {
            ask(door);
        }
        signed();
        Path export = scratch.resolve("export.jsonl");
        assertThat(shell("audit", "export", export.toString()).exit()).isZero();
        List<String> lines = Files.readAllLines(export);
        List<String> files = new ArrayList<>();
        for (int i = 0; i < lines.size() - 1; i++) {
            List<String> broken = new ArrayList<>(lines);
            switch (i % 3) {
                case 0 -> broken.set(i, lines.get(i).replace("\"at\":\"2", "\"at\":\"1"));
                case 1 -> broken.remove(i);
                default -> broken.add(i - 2, broken.remove(i));
            }
            files.add(Files.writeString(scratch.resolve("broken" + i), String.join("\n", broken) + "\n")
                    .toString());
        }
        Program.Ran ran = verifier(files.toArray(String[]::new));

        assertThat(ran.text().lines())
                .hasSize(lines.size() - 1)
                .allMatch(line -> line.contains("NOT VALID: the log does not agree"));
        assertThat(verifier(export.toString()).text()).contains("valid, " + (lines.size() - 1) + " entries");
    }

    @Test
    void checkpointsReachEveryPlaceAlsoAfterAFailure() throws Exception {
        ask(door);
        JsonNode checkpoint = signed();
        String note = checkpoint.path("checkpoint").asString();
        Eventually.within(
                SOON,
                "the webhook",
                () -> told.stream()
                        .anyMatch(each -> each.path("checkpoint").asString().equals(note)));
        Eventually.within(SOON, "all places", () -> {
            JsonNode places = got(door, "/api/audit/publications").path("data");
            return places.size() == 3
                    && places.valueStream()
                            .allMatch(place -> place.path("size").asLong()
                                            >= checkpoint.path("size").asLong()
                                    && place.path("failure").isNull());
        });
        assertThat(Files.readString(elsewhere.resolve("published"))).contains(note);
        Program.Ran log =
                Program.run("git", "-C", elsewhere.resolve("remote.git").toString(), "log", "-p", "--all");
        assertThat(log.text())
                .contains("Weir <weir@localhost>")
                .contains("Checkpoint of ")
                .contains(note.lines().toList().get(2));
        Shell.Done done = shell(
                "audit",
                "verify",
                "--checkpoints",
                elsewhere.resolve("published").toString());
        assertThat(done.exit()).as(done.out()).isZero();
    }

    @Test
    void aPlaceThatDoesNotTakeThemIsShownWithItsReason() throws Exception {
        try (TestingWeir other =
                TestingWeir.start("audit: {checkpoints: {every: 1h, git: '" + scratch.resolve("nowhere") + "'}}\n")) {
            Door of = Door.of(other);
            Eventually.within(
                    SOON,
                    "the failure",
                    () -> got(of, "/api/audit/publications")
                                    .at("/data/0/failure/tries")
                                    .asInt(0)
                            > 0);
            assertThat(got(of, "/api/audit/publications")
                            .at("/data/0/failure/why")
                            .asString())
                    .contains("is no directory");
        }
    }

    @Test
    void theLogOnlyGrows() throws Exception {
        ask(door);
        JsonNode first = signed();
        ask(door);
        JsonNode second = signed();
        JsonNode growth =
                got(door, "/api/audit/consistency?from=" + first.path("size").asLong());

        assertThat(growth.path("to")).isEqualTo(second.path("size"));
        assertThat(growth.path("from_root")).isEqualTo(first.path("root"));
        assertThat(growth.path("to_root")).isEqualTo(second.path("root"));
        Program.Ran ran = verifier("--consistency", file("growth.json", growth).toString());
        assertThat(ran.exit()).as(ran.text()).isZero();
        Shell.Done offline = shell(
                "audit",
                "consistency",
                "--json",
                first.path("size").toString(),
                second.path("size").toString());
        assertThat(JsonMapper.shared().readTree(offline.out()).path("path")).isEqualTo(growth.path("path"));
        Door.Reply never = door.get("/api/audit/consistency?from=1&to=" + Integer.MAX_VALUE);
        assertThat(never.status()).isEqualTo(400);
        assertThat(never.json().at("/error/field").asString()).isEqualTo("to");
        for (String bad : List.of("", "?from=-1", "?from=x", "?from=9&to=8")) {
            assertThat(door.get("/api/audit/consistency" + bad).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        Program.Ran tampered = verifier(
                "--consistency",
                Files.writeString(scratch.resolve("other"), growth.toString().replace("\"from\":", "\"from\":1"))
                        .toString());
        assertThat(tampered.exit()).isEqualTo(1);
    }

    @Test
    void adminsSeeWhoDidWhatInTheirProjectAndNobodyElses() {
        String project = door.post("/api/projects", "{\"name\": \"audited\"}")
                .json()
                .path("id")
                .asString();
        JsonNode made = door.post(
                        "/api/keys", "{\"name\": \"auditor\", \"role\": \"admin\", \"project\": \"" + project + "\"}")
                .json();
        Door theirs = door.withKey(made.path("key").asString());
        String exchange = ask(theirs);
        String other = ask(door);
        JsonNode entries = got(theirs, "/api/audit/entries?limit=100").path("data");

        assertThat(entries.valueStream()
                        .map(each -> each.path("body").path("project").asString()))
                .isNotEmpty()
                .containsOnly(project);
        assertThat(entries.valueStream().map(each -> each.path("kind").asString()))
                .contains("admin", "attempt.intent", "exchange.closed");
        JsonNode creation =
                got(theirs, "/api/audit/entries?kind=admin&action=key.create").path("data");
        assertThat(creation).hasSize(1);
        assertThat(creation.at("/0/body/subject")).isEqualTo(made.path("id"));
        assertThat(got(theirs, "/api/audit/entries?subject=" + exchange).path("data"))
                .hasSize(2);
        assertThat(got(theirs, "/api/audit/entries?subject=" + other).path("data"))
                .isEmpty();
        String attempt = got(theirs, "/api/audit/entries?kind=attempt.intent&subject=" + exchange)
                .at("/data/0/body/attempt")
                .asString();
        assertThat(got(theirs, "/api/audit/entries?subject=" + attempt).path("data"))
                .as("what belongs to an attempt")
                .hasSize(2);
        assertThat(got(door, "/api/audit/entries?subject=" + attempt).path("data"))
                .isEmpty();
        assertThat(theirs.get("/api/exchanges/" + other + "/receipt").status()).isEqualTo(404);
        long foreign = got(door, "/api/exchanges/" + other + "/receipt")
                .at("/entries/0/entry")
                .asLong();
        assertThat(theirs.get("/api/audit/proof/" + foreign).status()).isEqualTo(404);
        for (String path : List.of("/api/audit/checkpoint", "/api/audit/verify")) {
            assertThat(theirs.post(path, "{}").status()).isEqualTo(403);
        }
        assertThat(theirs.get("/api/audit/publications").status()).isEqualTo(403);
    }

    @Test
    void theServerVerifiesItself() {
        ask(door);
        signed();
        Door.Reply reply = door.post("/api/audit/verify", "{}");

        assertThat(reply.json().path("valid").asBoolean()).as(reply.text()).isTrue();
        assertThat(reply.json().path("entries").asLong()).isPositive();
        assertThat(reply.json().path("checkpoints").asLong()).isPositive();
    }

    @Test
    void aLogWithCorrectionsIsWhole() {
        String exchange = ask(door);
        String correction = "{\"amount\": \"%s\", \"currency\": \"USD\", \"reason\": \"Case 17\"%s}";
        for (String body : List.of(
                correction.formatted("-0.25", ""),
                correction.formatted("0.01", ", \"exchange_id\": \"" + exchange + "\""))) {
            Door.Reply made = door.post("/api/adjustments", body);
            assertThat(made.status()).as(made.text()).isEqualTo(201);
        }
        assertThat(door.get("/console/audit?kind=adjustment").text()).contains("Case 17");
        Door.Reply verified = door.post("/api/audit/verify", "{}");
        assertThat(verified.json().path("valid").asBoolean())
                .as(verified.text())
                .isTrue();
    }

    @Test
    void theConsoleShowsEntriesTheirProofsAndTheVerdict() {
        String id = ask(door);
        String page = door.get("/console/audit?subject=" + id).text();
        long closed = got(door, "/api/exchanges/" + id + "/receipt")
                .at("/entries/1/entry")
                .asLong();
        assertThat(page).contains("exchange.closed").contains("/console/audit/" + closed);
        assertThat(door.get("/console/audit/" + closed).text())
                .contains("sha256:")
                .contains("./weir audit prove " + closed);
        assertThat(door.get("/console/audit?kind=admin&range=1h").text()).contains("key.create");
        assertThat(door.get("/console/audit/99999999").status()).isEqualTo(404);
        Door.Reply verified =
                door.send("POST", "/console/audit", "", Map.of("content-type", "application/x-www-form-urlencoded"));
        assertThat(verified.text()).contains("The log is whole");
    }

    @Test
    void whoReadsMessagesAndWhatWasChangedIsWrittenDown() {
        String id = ask(door);
        got(door, "/api/exchanges/" + id);
        assertThat(got(door, "/api/audit/entries?kind=admin&subject=" + id).path("data"))
                .hasSize(1)
                .allSatisfy(each -> assertThat(each.path("action").asString()).isEqualTo("exchange.read"));
        String key = door.post("/api/keys", "{\"name\": \"bounded\", \"role\": \"developer\"}")
                .json()
                .path("id")
                .asString();
        for (int concurrency : List.of(3, 7)) {
            assertThat(door.send(
                                    "PUT",
                                    "/api/keys/" + key + "/limits",
                                    "{\"concurrency\": " + concurrency + "}",
                                    Map.of())
                            .status())
                    .isEqualTo(200);
        }
        JsonNode change =
                got(door, "/api/audit/entries?action=key.limit&subject=" + key).at("/data/0/body/details");
        assertThat(change.path("before").asString()).contains("\"concurrency\":3");
        assertThat(change.path("after").asString()).contains("\"concurrency\":7");
        for (String price : List.of("1", "2")) {
            assertThat(door.send("PUT", "/api/prices/m", "{\"input\": " + price + ", \"output\": 3}", Map.of())
                            .status())
                    .isBetween(200, 201);
        }
        JsonNode set = got(door, "/api/audit/entries?action=price.set").at("/data/0/body/details");
        assertThat(set.path("before").asString()).contains("\"input\":1");
        assertThat(set.path("after").asString()).contains("\"input\":2");
    }

    @Test
    void aRestoredBackupGoesOnWithTheSameLogAndKey() throws Exception {
        try (TestingWeir first = TestingWeir.start()) {
            ask(Door.of(first));
            JsonNode before = Door.of(first).post("/api/audit/checkpoint", "{}").json();
            Path backup = scratch.resolve("backup.zip");
            assertThat(Shell.beside(first).run("backup", backup.toString()).exit())
                    .isZero();
            Path data = scratch.resolve("restored");
            assertThat(Shell.beside(first)
                            .run("restore", backup.toString(), "--data", data.toString())
                            .exit())
                    .isZero();
            assertThat(Files.readString(data.resolve("audit/signing.key")))
                    .isEqualTo(Files.readString(first.data().resolve("audit/signing.key")));
            assertThat(Files.getPosixFilePermissions(first.data().resolve("audit/signing.key")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            Shell.Done offline = Shell.beside(first)
                    .run(
                            "audit",
                            "verify",
                            "--data",
                            data.toString(),
                            "--verifier",
                            before.path("verifier").asString());
            assertThat(offline.exit()).as(offline.out()).isZero();
            Files.copy(
                    first.data().resolve("master.key"), data.resolve("master.key"), StandardCopyOption.COPY_ATTRIBUTES);
            try (Weir second = Servers.start(data, Map.of(), "knowledge: {docs: false}")) {
                Door of = new Door(second.localUrl(), Servers.ADMIN_KEY);
                JsonNode growth = got(
                        of, "/api/audit/consistency?from=" + before.path("size").asLong());
                assertThat(growth.path("from_root")).isEqualTo(before.path("root"));
                assertThat(growth.path("from_checkpoint")).isEqualTo(before.path("checkpoint"));
                assertThat(got(of, "/api/audit/checkpoint").path("verifier")).isEqualTo(before.path("verifier"));
            }
        }
    }

    @Test
    void aLogThatWasChangedOnTheDiskIsFoundByTheCommandLine() throws Exception {
        try (TestingWeir other = TestingWeir.start()) {
            ask(Door.of(other));
            Door.of(other).post("/api/audit/checkpoint", "{}");
            assertThat(Shell.beside(other).run("audit", "verify").exit()).isZero();
            try (Connection database = DriverManager.getConnection(
                            "jdbc:sqlite:" + other.data().resolve("audit.db"));
                    Statement statement = database.createStatement()) {
                statement.execute("update entries set body = cast(replace(cast(body as text), 'sim/', 'sum/') as blob)"
                        + " where kind = 'attempt.intent'");
            }
            Shell.Done done = Shell.beside(other).run("audit", "verify");
            assertThat(done.exit()).isEqualTo(1);
            assertThat(done.out()).contains("is not what was logged");
        }
        Shell.Done nothing = Shell.beside(weir).run("audit", "verify", "--data", scratch.toString());
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.err()).contains("there is no audit log in");
        assertThat(Shell.beside(weir).run("audit", "prove", "99999999").err()).contains("there is no entry 99999999");
    }
}
