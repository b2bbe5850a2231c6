package dev.weir.tests;

import static dev.weir.tests.BilledWeir.ask;
import static dev.weir.tests.BilledWeir.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an invoice says, proved by the log: by the command line and by verifiers that share no code with Weir. */
class InvoiceProofsTest {
    @TempDir
    private Path folder;

    private BilledWeir weir;

    @BeforeEach
    void start() throws IOException {
        weir = BilledWeir.start(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        weir.close();
    }

    @Test
    void everyLineIsMadeOfEntriesThatAreInTheLog() throws Exception {
        weir.made(
                "/api/plans",
                "{\"name\": \"Own\", \"from\": \"2026-11\", \"prices\": [{\"meter\": \"output_tokens\","
                        + " \"model\": \"cheap\", \"tiers\": [{\"up_to\": 10, \"price\": \"100\"}, {\"price\": \"50\"}]}]}");
        for (int i = 0; i < 5; i++) {
            weir.ask(i % 2 == 0 ? "dear" : "cheap");
        }
        weir.turnTo("2026-12-01T00:00:01Z");
        JsonNode invoice = weir.finalized("2026-11");
        JsonNode line = invoice.at("/lines/1");
        assertThat(line.path("model").asString()).isEqualTo("dear");

        JsonNode page = weir.got("/api/invoices/INV-000001/lines/2/entries?limit=2");
        assertThat(page.path("data")).hasSize(2);
        JsonNode rest = weir.got("/api/invoices/INV-000001/lines/2/entries?limit=2&cursor="
                + page.path("next").asString());
        assertThat(rest.path("data")).hasSize(1);
        assertThat(rest.path("next").isString()).isFalse();
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode entry : List.of(page.at("/data/0"), page.at("/data/1"), rest.at("/data/0"))) {
            sum = sum.add(new BigDecimal(entry.path("cost").asString()));
            assertThat(weir.got("/api/exchanges/" + entry.path("exchange").asString())
                            .path("model")
                            .asString())
                    .isEqualTo("dear");
        }
        assertThat(sum).isEqualByComparingTo(line.path("cost").asString());

        JsonNode proof = weir.got("/api/invoices/INV-000001/lines/2/proof");
        assertThat(proof.path("data")).hasSize(3);
        for (JsonNode each : proof.path("data")) {
            Path file = Files.writeString(
                    folder.resolve("proof" + each.path("entry")),
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("entry", each.path("entry").asLong())
                            .put("body", each.path("body").asString())
                            .put("checkpoint", proof.at("/log/checkpoint").asString())
                            .put("verifier", proof.at("/log/verifier").asString())
                            .set("path", each.path("path"))
                            .toString());
            assertThat(Python.run("verify.py", "--proof", file.toString()).text())
                    .contains(": valid, entry");
        }
        assertThat(refused(weir.door().get("/api/invoices/INV-000001/lines/9/entries"), 404))
                .isNotNull();
    }

    @Test
    void anExportedInvoiceIsMadeAgainWithoutAServerAndEveryChangeIsFound() throws Exception {
        weir.made(
                "/api/plans",
                "{\"name\": \"Own\", \"from\": \"2026-11\", \"markup\": \"20\", \"fee\": \"3\","
                        + " \"tax\": {\"rate\": \"7\"}, \"prices\": [{\"meter\": \"output_tokens\", \"model\": \"cheap\","
                        + " \"price\": \"100\"}]}");
        weir.made("/api/credits", "{\"amount\": \"1.00\", \"reason\": \"Sorry\"}");
        weir.made("/api/credits", "{\"amount\": \"2.00\", \"kind\": \"prepaid\", \"reason\": \"Order 7\"}");
        Door theirs = weir.project("other");
        Door ours = weir.door();
        for (int i = 0; i < 6; i++) {
            ask(i % 3 == 0 ? theirs : ours, i % 2 == 0 ? "dear" : "cheap");
        }
        weir.turnTo("2026-12-01T00:00:01Z");
        weir.ask("dear");
        JsonNode invoice = weir.finalized("2026-11");
        Path file = folder.resolve("bill.jsonl");
        Shell.Done exported = weir.shell("bill", "export", "INV-000001", file.toString());
        assertThat(exported.exit()).as(exported.err()).isZero();

        Shell.Done verified = weir.shell("bill", "verify", file.toString());
        assertThat(verified.exit()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Valid: INV-000001").contains("6 charges");
        assertThat(Python.run("invoice.py", file.toString()).text())
                .contains(": valid, " + invoice.path("total").asString());
        String key = weir.got("/api/audit/checkpoint").path("verifier").asString();
        assertThat(weir.shell("bill", "verify", "--verifier", key, file.toString())
                        .exit())
                .isZero();

        List<String> lines = Files.readAllLines(file);
        for (List<String> each : changed(lines, invoice.path("total").asString())) {
            assertThat(each).isNotEqualTo(lines);
            Path bad = Files.write(folder.resolve("broken.jsonl"), each);
            Shell.Done done = weir.shell("bill", "verify", bad.toString());
            assertThat(done.exit()).as(done.out()).isEqualTo(1);
            assertThat(done.out()).contains("wrong: ").contains("Not valid");
            assertThat(Python.run("invoice.py", bad.toString()).text()).contains("NOT VALID");
        }
        Path nothing = Files.writeString(folder.resolve("nothing"), "hello\n");
        assertThat(weir.shell("bill", "verify", nothing.toString()).err()).contains("is no invoice");
        Files.writeString(
                nothing, "{\"id\": \"x\", \"state\": \"final\", \"bill\": \"{}\", \"before\": null, \"after\": []}\n");
        assertThat(weir.shell("bill", "verify", nothing.toString()).err()).contains("is no invoice");
        Path draft = folder.resolve("draft.jsonl");
        assertThat(weir.shell("bill", "export", "2026-12", draft.toString()).exit())
                .isZero();
        assertThat(weir.shell("bill", "verify", draft.toString()).out()).contains("Valid: the draft of 2026-12");
    }

    /** An export with a change of each kind. */
    private static List<List<String>> changed(List<String> lines, String total) throws Exception {
        int charged = 1;
        while (!lines.get(charged).startsWith("{")) {
            charged++;
        }
        List<List<String>> broken = new ArrayList<>();
        List<String> dearer = new ArrayList<>(lines);
        dearer.set(charged, lines.get(charged).replaceFirst("\"cost\":\"(\\d)", "\"cost\":\"1$1"));
        broken.add(dearer);
        List<String> hidden = new ArrayList<>(lines);
        hidden.set(
                charged,
                Base64.getEncoder().encodeToString(leaf(lines.get(charged).getBytes(StandardCharsets.UTF_8))));
        broken.add(hidden);
        List<String> twice = new ArrayList<>(lines);
        twice.add(charged, lines.get(charged));
        broken.add(twice);
        List<String> dropped = new ArrayList<>(lines);
        dropped.remove(charged);
        broken.add(dropped);
        List<String> swapped = new ArrayList<>(lines);
        swapped.set(1, lines.get(2));
        swapped.set(2, lines.get(1));
        broken.add(swapped);
        List<String> changed = new ArrayList<>(lines);
        changed.set(0, lines.getFirst().replace("\\\"total\\\":\\\"" + total, "\\\"total\\\":\\\"1" + total));
        broken.add(changed);
        List<String> unhashed = new ArrayList<>(changed);
        unhashed.set(0, changed.getFirst().replaceFirst("\"hash\":\"[^\"]*\"", "\"hash\":null"));
        broken.add(unhashed);
        return broken;
    }

    private static byte[] leaf(byte[] entry) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) 0);
        return digest.digest(entry);
    }
}
