package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.tests.cli.Shell;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bills through the front door, on a clock that is turned from month to month, and by the command line. */
class BillsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String YAML = """
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

    @TempDir
    private Path folder;

    private TurnedClock clock;
    private Simulator simulator;
    private Weir weir;
    private Door door;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(SimulatorOptions.defaults().withScript(Script.saying(new Answer.Lorem(7))));
        clock = new TurnedClock(Instant.parse("2026-11-20T10:00:00Z"));
        open();
    }

    private void open() throws IOException {
        weir = Servers.start(folder.resolve("data"), Map.of(), YAML.formatted(simulator.baseUri()), clock);
        door = new Door(weir.localUrl(), Servers.ADMIN_KEY);
    }

    @AfterEach
    void stop() {
        weir.close();
        simulator.close();
    }

    private void turnTo(String instant) {
        clock.forward(Duration.between(clock.instant(), Instant.parse(instant)));
    }

    private static void ask(Door by, String model) {
        Door.Reply reply = by.post(
                CHAT, "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"Well?\"}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private JsonNode got(String path) {
        Door.Reply reply = door.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private JsonNode made(String path, String body) {
        Door.Reply reply = door.post(path, body);
        assertThat(reply.status()).as(reply.text()).isIn(200, 201);
        return reply.json();
    }

    private JsonNode refused(Door.Reply reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        return reply.json().path("error");
    }

    private JsonNode finalized(String month) {
        return made("/api/invoices/" + month + "/finalize", "{}");
    }

    private Shell.Done shell(String... arguments) {
        return Shell.on(folder.resolve("data")).run(arguments);
    }

    /** What the provider says it served, priced by hand: tokens by what a token costs. */
    private BigDecimal served(String model, String input, String output) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Served each : simulator.served()) {
            if (each.model().equals(model)) {
                sum = sum.add(new BigDecimal(input).multiply(BigDecimal.valueOf(each.promptTokens())))
                        .add(new BigDecimal(output).multiply(BigDecimal.valueOf(each.completionTokens())));
            }
        }
        return sum;
    }

    @Test
    void aMonthBecomesAnInvoiceOfWhatTheProviderServed() {
        made(
                "/api/plans",
                "{\"name\": \"Growth\", \"from\": \"2026-11\", \"markup\": \"12.5\", \"fee\": \"10.00\","
                        + " \"tax\": {\"name\": \"VAT\", \"rate\": \"19\"}}");
        ask(door, "dear");
        ask(door, "dear");
        ask(door, "cheap");
        BigDecimal dear = served("dear", "0.001234567", "0.007654321");
        BigDecimal cheap = served("cheap", "0.000003", "0.000015");
        JsonNode draft = got("/api/invoices/current");
        assertThat(draft.path("state").asString()).isEqualTo("draft");
        assertThat(draft.path("number").isNull()).isTrue();

        assertThat(refused(door.post("/api/invoices/2026-11/finalize", "{}"), 409)
                        .path("message")
                        .asString())
                .contains("2026-11 is not over");
        turnTo("2026-12-01T00:00:01Z");
        ask(door, "cheap");
        JsonNode invoice = finalized("2026-11");

        assertThat(invoice.path("number").asString()).isEqualTo("INV-000001");
        List<JsonNode> lines = invoice.path("lines").valueStream().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).path("model").asString()).isEqualTo("cheap");
        assertThat(new BigDecimal(lines.get(0).path("cost").asString())).isEqualByComparingTo(cheap);
        assertThat(new BigDecimal(lines.get(1).path("cost").asString()))
                .as("to the picodollar")
                .isEqualByComparingTo(dear);
        BigDecimal marked = dear.multiply(new BigDecimal("1.125"));
        assertThat(new BigDecimal(lines.get(1).path("exact").asString())).isEqualByComparingTo(marked);
        BigDecimal subtotal = marked.setScale(2, RoundingMode.HALF_EVEN)
                .add(cheap.multiply(new BigDecimal("1.125")).setScale(2, RoundingMode.HALF_EVEN))
                .add(BigDecimal.TEN);
        BigDecimal tax = subtotal.multiply(new BigDecimal("0.19")).setScale(2, RoundingMode.HALF_EVEN);
        assertThat(new BigDecimal(invoice.path("total").asString())).isEqualByComparingTo(subtotal.add(tax));
        assertThat(got("/api/invoices/2026-12").path("charges").asInt())
                .as("the fourth call is in the next month")
                .isEqualTo(1);
        JsonNode written = got("/api/audit/entries?action=invoice.finalize").at("/data/0/body/details");
        assertThat(written.path("hash").asString())
                .isEqualTo(invoice.path("hash").asString());
        assertThat(written.path("total")).isEqualTo(invoice.path("total"));
    }

    @Test
    void aFinalInvoiceNeverChangesAndNumbersHaveNoGaps() throws Exception {
        ask(door, "dear");
        turnTo("2026-12-01T00:00:01Z");
        JsonNode november = finalized("2026-11");
        assertThat(refused(door.post("/api/invoices/2026-11/finalize", "{}"), 409)
                        .path("message")
                        .asString())
                .contains("INV-000001");
        Door.Reply early = door.post("/api/plans", "{\"name\": \"Late\", \"from\": \"2026-11\", \"markup\": \"99\"}");
        assertThat(refused(early, 409).path("field").asString()).isEqualTo("from");
        made("/api/plans", "{\"name\": \"Later\", \"from\": \"2026-12\", \"markup\": \"99\"}");

        assertThat(refused(door.post("/api/invoices/INV-000001/void", "{}"), 400)
                        .path("field")
                        .asString())
                .isEqualTo("reason");
        JsonNode ended = made("/api/invoices/INV-000001/void", "{\"reason\": \"Wrong address\"}");
        assertThat(ended.path("state").asString()).isEqualTo("void");
        assertThat(refused(door.post("/api/invoices/INV-000001/void", "{\"reason\": \"Again\"}"), 409))
                .isNotNull();
        JsonNode again = finalized("2026-11");
        assertThat(again.path("number").asString()).isEqualTo("INV-000002");
        assertThat(again.path("total")).isEqualTo(november.path("total"));
        assertThat(again.at("/log/from")).isEqualTo(november.at("/log/from"));

        turnTo("2027-01-01T00:00:01Z");
        assertThat(finalized("2026-12").path("number").asString()).isEqualTo("INV-000003");
        assertThat(finalized("2026-12".replace("12", "10")).path("charges").asInt())
                .as("a month before all use")
                .isZero();
        weir.close();
        open();
        assertThat(got("/api/invoices")
                        .path("data")
                        .valueStream()
                        .map(each -> each.path("number").asString() + " "
                                + each.path("state").asString()))
                .containsExactly("INV-000004 final", "INV-000003 final", "INV-000002 final", "INV-000001 void");
        assertThat(got("/api/invoices/INV-000002").path("hash")).isEqualTo(again.path("hash"));
        assertThat(got("/api/invoices?limit=2").path("next").asString()).isEqualTo("000003");
        assertThat(got("/api/invoices?limit=2&cursor=000003").path("data")).hasSize(2);
        assertThat(got("/api/audit/entries?action=invoice.void")
                        .at("/data/0/body/details/reason")
                        .asString())
                .isEqualTo("Wrong address");
    }

    @Test
    void everyLineIsMadeOfEntriesThatAreInTheLog() throws Exception {
        made(
                "/api/plans",
                "{\"name\": \"Own\", \"from\": \"2026-11\", \"prices\": [{\"meter\": \"output_tokens\","
                        + " \"model\": \"cheap\", \"tiers\": [{\"up_to\": 10, \"price\": \"100\"}, {\"price\": \"50\"}]}]}");
        for (int i = 0; i < 5; i++) {
            ask(door, i % 2 == 0 ? "dear" : "cheap");
        }
        turnTo("2026-12-01T00:00:01Z");
        JsonNode invoice = finalized("2026-11");
        JsonNode line = invoice.at("/lines/1");
        assertThat(line.path("model").asString()).isEqualTo("dear");

        JsonNode page = got("/api/invoices/INV-000001/lines/2/entries?limit=2");
        assertThat(page.path("data")).hasSize(2);
        JsonNode rest = got("/api/invoices/INV-000001/lines/2/entries?limit=2&cursor="
                + page.path("next").asString());
        assertThat(rest.path("data")).hasSize(1);
        assertThat(rest.path("next").isString()).isFalse();
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode entry : List.of(page.at("/data/0"), page.at("/data/1"), rest.at("/data/0"))) {
            sum = sum.add(new BigDecimal(entry.path("cost").asString()));
            assertThat(got("/api/exchanges/" + entry.path("exchange").asString())
                            .path("model")
                            .asString())
                    .isEqualTo("dear");
        }
        assertThat(sum).isEqualByComparingTo(line.path("cost").asString());

        JsonNode proof = got("/api/invoices/INV-000001/lines/2/proof");
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
            assertThat(python("verify.py", "--proof", file.toString())).contains(": valid, entry");
        }
        assertThat(refused(door.get("/api/invoices/INV-000001/lines/9/entries"), 404))
                .isNotNull();
    }

    @Test
    void anExportedInvoiceIsMadeAgainWithoutAServerAndEveryChangeIsFound() throws Exception {
        made(
                "/api/plans",
                "{\"name\": \"Own\", \"from\": \"2026-11\", \"markup\": \"20\", \"fee\": \"3\","
                        + " \"tax\": {\"rate\": \"7\"}, \"prices\": [{\"meter\": \"output_tokens\", \"model\": \"cheap\","
                        + " \"price\": \"100\"}]}");
        made("/api/credits", "{\"amount\": \"1.00\", \"reason\": \"Sorry\"}");
        made("/api/credits", "{\"amount\": \"2.00\", \"kind\": \"prepaid\", \"reason\": \"Order 7\"}");
        String other = made("/api/projects", "{\"name\": \"other\"}").path("id").asString();
        Door theirs = door.withKey(made("/api/keys", "{\"name\": \"k\", \"project\": \"" + other + "\"}")
                .path("key")
                .asString());
        for (int i = 0; i < 6; i++) {
            ask(i % 3 == 0 ? theirs : door, i % 2 == 0 ? "dear" : "cheap");
        }
        turnTo("2026-12-01T00:00:01Z");
        ask(door, "dear");
        JsonNode invoice = finalized("2026-11");
        Path file = folder.resolve("bill.jsonl");
        Shell.Done exported = shell("bill", "export", "INV-000001", file.toString());
        assertThat(exported.exit()).as(exported.err()).isZero();

        Shell.Done verified = shell("bill", "verify", file.toString());
        assertThat(verified.exit()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Valid: INV-000001").contains("6 charges");
        assertThat(python("invoice.py", file.toString()))
                .contains(": valid, " + invoice.path("total").asString());
        String key = got("/api/audit/checkpoint").path("verifier").asString();
        assertThat(shell("bill", "verify", "--verifier", key, file.toString()).exit())
                .isZero();

        List<String> lines = Files.readAllLines(file);
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
        String total = invoice.path("total").asString();
        List<String> changed = new ArrayList<>(lines);
        changed.set(0, lines.getFirst().replace("\\\"total\\\":\\\"" + total, "\\\"total\\\":\\\"1" + total));
        broken.add(changed);
        List<String> unhashed = new ArrayList<>(changed);
        unhashed.set(0, changed.getFirst().replaceFirst("\"hash\":\"[^\"]*\"", "\"hash\":null"));
        broken.add(unhashed);
        for (List<String> each : broken) {
            assertThat(each).isNotEqualTo(lines);
            Path bad = Files.write(folder.resolve("broken.jsonl"), each);
            Shell.Done done = shell("bill", "verify", bad.toString());
            assertThat(done.exit()).as(done.out()).isEqualTo(1);
            assertThat(done.out()).contains("wrong: ").contains("Not valid");
            assertThat(python("invoice.py", bad.toString())).contains("NOT VALID");
        }
        Path nothing = Files.writeString(folder.resolve("nothing"), "hello\n");
        assertThat(shell("bill", "verify", nothing.toString()).err()).contains("is no invoice");
        Files.writeString(
                nothing, "{\"id\": \"x\", \"state\": \"final\", \"bill\": \"{}\", \"before\": null, \"after\": []}\n");
        assertThat(shell("bill", "verify", nothing.toString()).err()).contains("is no invoice");
        Path draft = folder.resolve("draft.jsonl");
        assertThat(shell("bill", "export", "2026-12", draft.toString()).exit()).isZero();
        assertThat(shell("bill", "verify", draft.toString()).out()).contains("Valid: the draft of 2026-12");
    }

    private static byte[] leaf(byte[] entry) throws Exception {
        var digest = java.security.MessageDigest.getInstance("SHA-256");
        digest.update((byte) 0);
        return digest.digest(entry);
    }

    private String python(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                Path.of(System.getProperty("weir.root"), "docs", "verify", script)
                        .toString()));
        command.addAll(List.of(arguments));
        File output = Files.createTempFile(folder, "ran", ".txt").toFile();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
        } catch (IOException absent) {
            assumeTrue(false, "there is no python3 on this machine");
            return "";
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output.toPath());
    }

    @Test
    void monthsFollowThePlansTimeZoneAndAChangeOfItLosesNoHour() {
        made("/api/plans", "{\"name\": \"Tokyo\", \"from\": \"2026-11\", \"time_zone\": \"Asia/Tokyo\"}");
        made("/api/plans", "{\"name\": \"Berlin\", \"from\": \"2026-12\", \"time_zone\": \"Europe/Berlin\"}");
        // In Tokyo November ends at 15:00 UTC.
        turnTo("2026-11-30T14:59:00Z");
        ask(door, "dear");
        turnTo("2026-11-30T15:00:01Z");
        ask(door, "dear");
        ask(door, "dear");

        assertThat(got("/api/invoices/2026-11").path("to").asString()).isEqualTo("2026-11-30T15:00:00Z");
        assertThat(got("/api/invoices/2026-11").path("charges").asInt()).isEqualTo(1);
        JsonNode december = got("/api/invoices/current");
        assertThat(december.path("from").asString()).isEqualTo("2026-11-30T15:00:00Z");
        assertThat(december.path("to").asString()).isEqualTo("2026-12-31T23:00:00Z");
        assertThat(december.path("charges").asInt()).isEqualTo(2);
    }

    @Test
    void whatIsWrittenWhileTheClockIsBackIsBilledInTheNextMonthAndNeverLost() {
        ask(door, "dear");
        turnTo("2026-12-01T00:00:05Z");
        JsonNode november = finalized("2026-11");
        clock.forward(Duration.ofMinutes(-10));
        ask(door, "dear");
        clock.forward(Duration.ofMinutes(20));
        ask(door, "dear");

        assertThat(november.path("charges").asInt()).isEqualTo(1);
        assertThat(got("/api/invoices/2026-11").path("charges").asInt()).isEqualTo(1);
        assertThat(got("/api/invoices/2026-12").path("charges").asInt()).isEqualTo(2);
    }

    @Test
    void aClockThatWasYearsAheadForAMomentTakesNothingOutOfTheBills() {
        ask(door, "dear");
        clock.forward(Duration.ofDays(2000));
        ask(door, "dear");
        clock.forward(Duration.ofDays(-2000));
        ask(door, "dear");
        ask(door, "dear");
        turnTo("2026-12-01T00:00:05Z");
        ask(door, "dear");
        clock.forward(Duration.ofMinutes(-10));
        ask(door, "dear");
        clock.forward(Duration.ofMinutes(10));
        ask(door, "dear");
        ask(door, "dear");

        assertThat(got("/api/invoices/2026-11").path("charges").asInt()).isEqualTo(4);
        assertThat(got("/api/invoices/2026-12").path("charges").asInt()).isEqualTo(4);
        assertThat(finalized("2026-11").path("charges").asInt()).isEqualTo(4);
        assertThat(got("/api/invoices/2026-12").path("charges").asInt()).isEqualTo(4);
    }

    @Test
    void creditsAreDrawnDownOverInvoicesByWhatExpiresFirst() {
        made(
                "/api/plans",
                "{\"name\": \"Fee\", \"from\": \"2026-11\", \"fee\": \"100.00\", \"tax\": {\"rate\": \"10\"}}");
        made("/api/credits", "{\"amount\": \"30.00\", \"reason\": \"Never expires\"}");
        made(
                "/api/credits",
                "{\"amount\": \"20.00\", \"reason\": \"Until the new year\", \"expires_at\": \"2027-01-01T00:00:00Z\"}");
        made(
                "/api/credits",
                "{\"amount\": \"99.00\", \"reason\": \"Gone too soon\", \"expires_at\": \"2026-11-30T23:59:59Z\"}");
        String prepaid = made("/api/credits", "{\"amount\": \"60.00\", \"kind\": \"prepaid\", \"reason\": \"Order 7\"}")
                .path("id")
                .asString();
        turnTo("2026-12-01T00:00:01Z");
        // 100 - 20 - 30 = 50; 5.00 of tax; 55.00, of which the prepaid pays all.
        JsonNode november = finalized("2026-11");
        assertThat(november.path("lines")
                        .valueStream()
                        .map(line -> line.path("text").asString() + " "
                                + line.path("amount").asString()))
                .containsExactly("Fee 100.00", "Until the new year -20.00", "Never expires -30.00");
        assertThat(november.path("total").asString()).isEqualTo("55.00");
        assertThat(november.path("due").asString()).isEqualTo("0.00");
        // 5.00 are left of it: 110.00 less 5.00.
        assertThat(got("/api/invoices/2026-12").path("due").asString()).isEqualTo("105.00");
        made("/api/invoices/2026-11/void", "{\"reason\": \"Test\"}");
        assertThat(got("/api/credits")
                        .path("data")
                        .valueStream()
                        .map(credit -> credit.path("left").asString()))
                .containsExactlyInAnyOrder("30.00", "20.00", "99.00", "60.00");
        assertThat(finalized("2026-11").path("due").asString()).isEqualTo("0.00");
        assertThat(door.send("DELETE", "/api/credits/" + prepaid, null, Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(got("/api/invoices/2026-12").path("due").asString()).isEqualTo("110.00");
        assertThat(refused(door.send("DELETE", "/api/credits/" + prepaid, null, Map.of()), 409))
                .isNotNull();
        for (String bad : List.of(
                "{\"amount\": \"0\", \"reason\": \"x\"}",
                "{\"amount\": \"-5\", \"reason\": \"x\"}",
                "{\"amount\": \"0.001\", \"reason\": \"x\"}",
                "{\"amount\": \"5\"}",
                "{\"amount\": \"5\", \"reason\": \"x\", \"kind\": \"gift\"}",
                "{\"amount\": \"5\", \"reason\": \"x\", \"expires_at\": \"2001-01-01T00:00:00Z\"}")) {
            assertThat(door.post("/api/credits", bad).status()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void whatHasNoPriceIsNotLeftOutInSilence() {
        ask(door, "unpriced");
        turnTo("2026-12-01T00:00:01Z");
        JsonNode error = refused(door.post("/api/invoices/2026-11/finalize", "{}"), 409);
        assertThat(error.path("message").asString()).contains("1 of unpriced in default have no price");
        assertThat(error.path("field").asString()).isEqualTo("incomplete");
        JsonNode invoice = made("/api/invoices/2026-11/finalize", "{\"incomplete\": true}");
        assertThat(invoice.path("missing")).hasSize(1);
        assertThat(invoice.at("/lines/0/text").asString()).isEqualTo("no price");
    }

    @Test
    void whoSeesOneProjectSeesNoBills() {
        String project = made("/api/projects", "{\"name\": \"p\"}").path("id").asString();
        Door admin = door.withKey(
                made("/api/keys", "{\"name\": \"a\", \"role\": \"admin\", \"project\": \"" + project + "\"}")
                        .path("key")
                        .asString());
        for (String path : List.of("/api/plans", "/api/credits", "/api/invoices", "/api/invoices/2026-11")) {
            assertThat(refused(admin.get(path), 403).path("message").asString()).contains("whole organization");
        }
        assertThat(admin.post("/api/plans", "{\"name\": \"x\", \"from\": \"2026-11\"}")
                        .status())
                .isEqualTo(403);
        for (String path : List.of("/api/invoices/2027-01", "/api/invoices/2026-99")) {
            assertThat(door.get(path).status()).isEqualTo(400);
        }
        for (String path :
                List.of("/api/invoices/INV-9", "/api/invoices/INV-x", "/api/invoices/inv_x", "/api/invoices/y")) {
            assertThat(door.get(path).status()).isEqualTo(404);
        }
    }

    @Test
    void aProvidersExportIsComparedAndDifferencesAreExplainedByAttempt() throws Exception {
        ask(door, "dear");
        ask(door, "dear");
        ask(door, "cheap");
        List<Served> all = simulator.served();
        long input = all.get(0).promptTokens() + all.get(1).promptTokens();
        long output = all.get(0).completionTokens() + all.get(1).completionTokens();
        String header = "start_time,model,num_model_requests,input_tokens,input_cached_tokens,output_tokens\n";
        String cheap = "1795132800,cheap,1," + all.get(2).promptTokens() + ",0,"
                + all.get(2).completionTokens() + "\n";
        Path equal = Files.writeString(
                folder.resolve("equal.csv"),
                header + "1795132800,dear-2026-01-01,2.0," + input + ",0," + output + "\n" + cheap);
        Shell.Done agreed = shell("bill", "reconcile", "--provider", "openai", equal.toString());
        assertThat(agreed.exit()).as(agreed.out() + agreed.err()).isZero();
        assertThat(agreed.out()).contains("2 of 2 days and models agree");

        simulator.script(Script.saying(new Answer.Lorem(400)).withPace(new Pace(Duration.ofMillis(5), 50, 0)));
        var call = Door.client()
                .sendAsync(
                        door.request(
                                "POST",
                                CHAT,
                                "{\"model\": \"dear\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\":"
                                        + " \"Well?\"}]}",
                                Map.of()),
                        BodyHandlers.ofInputStream());
        call.get(10, TimeUnit.SECONDS).body().close();
        Eventually.within(
                Duration.ofSeconds(10),
                "the broken call is over",
                () -> got("/api/invoices/current").path("charges").asInt() == 4
                        && got("/api/exchanges?limit=1")
                                .at("/data/0/status")
                                .asString("")
                                .equals("cancelled"));
        JsonNode result = made(
                "/api/reconciliations",
                JsonMapper.shared()
                        .createObjectNode()
                        .put("provider", "openai")
                        .put("csv", Files.readString(equal) + "1795132800,nobody,1,5,0,5\n")
                        .toString());
        List<JsonNode> differences = result.path("differences").valueStream().toList();
        assertThat(differences).hasSize(2);
        JsonNode dear = differences.get(0);
        assertThat(dear.path("model").asString()).isEqualTo("dear");
        assertThat(dear.path("what").toString()).contains("requests differ: 2 there, 3 here");
        assertThat(dear.path("attempts")).hasSize(1);
        assertThat(dear.at("/attempts/0/why").asString())
                .isEqualTo("aborted by its caller; its tokens were counted here");
        assertThat(differences.get(1).path("what").toString()).contains("missing here");

        Path costs = Files.writeString(
                folder.resolve("costs.csv"),
                "start_time,amount_value,amount_currency,line_item\n1795132800,999.00,usd,\"cheap, output\"\n");
        Shell.Done dearer = shell("bill", "reconcile", "--provider", "openai", costs.toString());
        assertThat(dearer.exit()).isEqualTo(1);
        assertThat(dearer.out()).contains("costs differ: 999.00 USD there").contains("missing there");
        assertThat(refused(door.post("/api/reconciliations", "{\"provider\": \"acme\", \"csv\": \"x\"}"), 400)
                        .path("field")
                        .asString())
                .isEqualTo("provider");
        assertThat(refused(door.post("/api/reconciliations", "{\"provider\": \"openai\", \"csv\": \"x\"}"), 400)
                        .path("field")
                        .asString())
                .isEqualTo("csv");
    }

    @Test
    void anInvoiceIsAlsoOnPaperWhateverThingsAreCalled() throws Exception {
        for (String name : List.of("Grüße · Ελλάδα · Москва", "שלום עולם", "日本語の長い名前", "مرحبا", "🙂 emoji")) {
            String project = made("/api/projects", "{\"name\": \"" + name + "\"}")
                    .path("id")
                    .asString();
            ask(
                    door.withKey(made("/api/keys", "{\"name\": \"k\", \"project\": \"" + project + "\"}")
                            .path("key")
                            .asString()),
                    "dear");
        }
        made(
                "/api/plans",
                "{\"name\": \"Wachstum\", \"from\": \"2026-11\", \"markup\": \"20\", \"fee\": \"49\","
                        + " \"tax\": {\"name\": \"MwSt.\", \"rate\": \"19\"}}");
        turnTo("2026-12-01T00:00:01Z");
        JsonNode invoice = finalized("2026-11");
        Path file = folder.resolve("invoice.pdf");
        Shell.Done done = shell("bill", "export", "INV-000001", file.toString());
        assertThat(done.exit()).as(done.err()).isZero();
        String kept = System.getProperty("weir.pdf.keep");
        if (kept != null) {
            Files.copy(file, Path.of(kept), StandardCopyOption.REPLACE_EXISTING);
        }
        try (PDDocument document = Loader.loadPDF(file.toFile())) {
            assertThat(document.getNumberOfPages()).isEqualTo(1);
            assertThat(new PDFTextStripper().getText(document))
                    .contains("Invoice INV-000001")
                    .contains("Grüße · Ελλάδα · Москва")
                    .contains("MwSt. 19 %")
                    .contains(invoice.path("total").asString())
                    .contains(invoice.path("hash").asString());
        }
    }

    @Test
    void theConsoleGoesFromTheBillToTheCall() {
        ask(door, "dear");
        assertThat(door.get("/console/billing").text())
                .contains("2026-11 so far")
                .contains("dear");
        turnTo("2026-12-01T00:00:01Z");
        assertThat(door.get("/console/billing").text()).contains("2026-11 is over and has no invoice");
        assertThat(door.get("/console/billing/2026-11").text()).contains("Make final");
        Map<String, String> form = Map.of("content-type", "application/x-www-form-urlencoded");
        assertThat(door.send("POST", "/console/billing/2026-11/finalize", "", form)
                        .header("location"))
                .isEqualTo("/console/billing/INV-000001");
        assertThat(door.get("/console/billing/INV-000001").text())
                .contains("sha256:")
                .contains("./weir bill verify")
                .doesNotContain("Make final");
        String exchange = got("/api/invoices/INV-000001/lines/1/entries")
                .at("/data/0/exchange")
                .asString();
        assertThat(door.get("/console/billing/INV-000001/lines/1").text())
                .contains("/console/traces/" + exchange)
                .contains("/console/audit/");
        assertThat(door.send("POST", "/console/billing/INV-000001/void", "reason=Typo", form)
                        .status())
                .isEqualTo(303);
        assertThat(door.get("/console/billing/INV-000001").text()).contains("This invoice is void");
        assertThat(door.get("/console/billing/INV-9").status()).isEqualTo(404);
        assertThat(door.get("/api/invoices/INV-000001/pdf").header("content-type"))
                .isEqualTo("application/pdf");
    }

    @Test
    void theCommandLineShowsAndMakesThem() throws Exception {
        Path plan = Files.writeString(
                folder.resolve("plan.json"), "{\"name\": \"Shelf\", \"from\": \"2026-11\", \"fee\": \"5\"}");
        assertThat(shell("bill", "plan", plan.toString()).out()).contains("holds from 2026-11 on");
        assertThat(shell("bill", "plans").out()).contains("Shelf");
        assertThat(shell("bill", "credit", "1.50", "--reason", "Sorry").out()).contains("1.50 USD");
        assertThat(shell("bill", "credits").out()).contains("Sorry");
        ask(door, "dear");
        assertThat(shell("bill", "preview").out())
                .contains("Draft of 2026-11 for ")
                .contains("dear")
                .contains("at cost")
                .contains("Due");
        assertThat(shell("bill", "list").out()).contains("No invoice is final yet");
        assertThat(shell("bill", "finalize", "2026-11").err()).contains("2026-11 is not over");
        turnTo("2026-12-01T00:00:01Z");
        assertThat(shell("bill", "finalize", "2026-11").out()).contains("Invoice INV-000001 of 2026-11");
        assertThat(shell("bill", "show", "INV-000001", "--line", "1").out()).contains("sim/dear");
        Path file = folder.resolve("invoice.json");
        assertThat(shell("bill", "export", "INV-000001", file.toString()).exit())
                .isZero();
        assertThat(Files.readString(file)).contains("INV-000001");
        assertThat(shell("bill", "export", "INV-000001", file.toString()).err()).contains("exists");
        assertThat(shell("bill", "void", "INV-000001", "--reason", "Typo").out())
                .contains("is void");
        assertThat(shell("bill", "list").out()).contains("void");
    }
}
