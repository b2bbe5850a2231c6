package dev.weir.tests;

import static dev.weir.tests.AuditedWeir.ASK;
import static dev.weir.tests.AuditedWeir.ask;
import static dev.weir.tests.AuditedWeir.got;
import static dev.weir.tests.AuditedWeir.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log is whole and stays so: by receipts, by the command line, and by a verifier that shares no code with Weir. */
class AuditTest {
    @RegisterExtension
    static final AuditedWeir bed = new AuditedWeir();

    private final Door door = bed.door();

    @TempDir
    private Path scratch;

    private static Program.Ran verifier(String... arguments) throws Exception {
        return Python.run("verify.py", arguments);
    }

    private Path file(String name, JsonNode content) throws IOException {
        return Files.writeString(scratch.resolve(name), content.toString());
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
        signed(door);
        assertThat(bed.shell("audit", "export", export.toString()).exit()).isZero();
        Path kept = file("receipt.json", receipt);
        assertThat(bed.shell("audit", "verify", "--receipt", kept.toString()).out())
                .contains("2 promises");
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
        signed(door);
        assertThat(bed.shell(
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
        String vkey = signed(door).path("verifier").asString();
        Path export = scratch.resolve("export.jsonl");
        assertThat(bed.shell("audit", "export", export.toString()).exit()).isZero();
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
            Shell.Done done = bed.shell("audit", "verify", "--export", file.toString(), "--receipt", kept.toString());
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
        signed(door);
        Path export = scratch.resolve("export.jsonl");
        assertThat(bed.shell("audit", "export", export.toString()).exit()).isZero();
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
    void theLogOnlyGrows() throws Exception {
        ask(door);
        JsonNode first = signed(door);
        ask(door);
        JsonNode second = signed(door);
        JsonNode growth =
                got(door, "/api/audit/consistency?from=" + first.path("size").asLong());

        assertThat(growth.path("to")).isEqualTo(second.path("size"));
        assertThat(growth.path("from_root")).isEqualTo(first.path("root"));
        assertThat(growth.path("to_root")).isEqualTo(second.path("root"));
        Program.Ran ran = verifier("--consistency", file("growth.json", growth).toString());
        assertThat(ran.exit()).as(ran.text()).isZero();
        Shell.Done offline = bed.shell(
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
    void theServerVerifiesItself() {
        ask(door);
        signed(door);
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
            Servers.beside(first.data(), data);
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
        Shell.Done nothing = bed.shell("audit", "verify", "--data", scratch.toString());
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.err()).contains("there is no audit log in");
        assertThat(bed.shell("audit", "prove", "99999999").err()).contains("there is no entry 99999999");
    }
}
