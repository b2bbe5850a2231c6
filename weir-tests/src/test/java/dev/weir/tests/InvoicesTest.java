package dev.weir.tests;

import static dev.weir.tests.BilledWeir.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Served;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Months that become invoices, on a clock that is turned from one to the next. */
class InvoicesTest {
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

    /** What the provider says it served, priced by hand: tokens by what a token costs. */
    private BigDecimal served(String model, String input, String output) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Served each : weir.simulator().served()) {
            if (each.model().equals(model)) {
                sum = sum.add(new BigDecimal(input).multiply(BigDecimal.valueOf(each.promptTokens())))
                        .add(new BigDecimal(output).multiply(BigDecimal.valueOf(each.completionTokens())));
            }
        }
        return sum;
    }

    @Test
    void aMonthBecomesAnInvoiceOfWhatTheProviderServed() {
        weir.made(
                "/api/plans",
                "{\"name\": \"Growth\", \"from\": \"2026-11\", \"markup\": \"12.5\", \"fee\": \"10.00\","
                        + " \"tax\": {\"name\": \"VAT\", \"rate\": \"19\"}}");
        weir.ask("dear");
        weir.ask("dear");
        weir.ask("cheap");
        BigDecimal dear = served("dear", "0.001234567", "0.007654321");
        BigDecimal cheap = served("cheap", "0.000003", "0.000015");
        JsonNode draft = weir.got("/api/invoices/current");
        assertThat(draft.path("state").asString()).isEqualTo("draft");
        assertThat(draft.path("number").isNull()).isTrue();

        assertThat(refused(weir.door().post("/api/invoices/2026-11/finalize", "{}"), 409)
                        .path("message")
                        .asString())
                .contains("2026-11 is not over");
        weir.turnTo("2026-12-01T00:00:01Z");
        weir.ask("cheap");
        JsonNode invoice = weir.finalized("2026-11");

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
        assertThat(weir.got("/api/invoices/2026-12").path("charges").asInt())
                .as("the fourth call is in the next month")
                .isEqualTo(1);
        JsonNode written =
                weir.got("/api/audit/entries?action=invoice.finalize").at("/data/0/body/details");
        assertThat(written.path("hash").asString())
                .isEqualTo(invoice.path("hash").asString());
        assertThat(written.path("total")).isEqualTo(invoice.path("total"));
    }

    @Test
    void aFinalInvoiceNeverChangesAndNumbersHaveNoGaps() throws Exception {
        weir.ask("dear");
        weir.turnTo("2026-12-01T00:00:01Z");
        JsonNode november = weir.finalized("2026-11");
        assertThat(refused(weir.door().post("/api/invoices/2026-11/finalize", "{}"), 409)
                        .path("message")
                        .asString())
                .contains("INV-000001");
        Door.Reply early =
                weir.door().post("/api/plans", "{\"name\": \"Late\", \"from\": \"2026-11\", \"markup\": \"99\"}");
        assertThat(refused(early, 409).path("field").asString()).isEqualTo("from");
        weir.made("/api/plans", "{\"name\": \"Later\", \"from\": \"2026-12\", \"markup\": \"99\"}");

        assertThat(refused(weir.door().post("/api/invoices/INV-000001/void", "{}"), 400)
                        .path("field")
                        .asString())
                .isEqualTo("reason");
        JsonNode ended = weir.made("/api/invoices/INV-000001/void", "{\"reason\": \"Wrong address\"}");
        assertThat(ended.path("state").asString()).isEqualTo("void");
        assertThat(refused(weir.door().post("/api/invoices/INV-000001/void", "{\"reason\": \"Again\"}"), 409))
                .isNotNull();
        JsonNode again = weir.finalized("2026-11");
        assertThat(again.path("number").asString()).isEqualTo("INV-000002");
        assertThat(again.path("total")).isEqualTo(november.path("total"));
        assertThat(again.at("/logs/0/from").asLong(-1))
                .isEqualTo(november.at("/logs/0/from").asLong(-2));

        weir.turnTo("2027-01-01T00:00:01Z");
        assertThat(weir.finalized("2026-12").path("number").asString()).isEqualTo("INV-000003");
        assertThat(weir.finalized("2026-10").path("charges").asInt())
                .as("a month before all use")
                .isZero();
        weir.restart();
        assertThat(weir.got("/api/invoices")
                        .path("data")
                        .valueStream()
                        .map(each -> each.path("number").asString() + " "
                                + each.path("state").asString()))
                .containsExactly("INV-000004 final", "INV-000003 final", "INV-000002 final", "INV-000001 void");
        assertThat(weir.got("/api/invoices/INV-000002").path("hash")).isEqualTo(again.path("hash"));
        assertThat(weir.got("/api/invoices?limit=2").path("next").asString()).isEqualTo("000003");
        assertThat(weir.got("/api/invoices?limit=2&cursor=000003").path("data")).hasSize(2);
        assertThat(weir.got("/api/audit/entries?action=invoice.void")
                        .at("/data/0/body/details/reason")
                        .asString())
                .isEqualTo("Wrong address");
    }

    @Test
    void monthsFollowThePlansTimeZoneAndAChangeOfItLosesNoHour() {
        weir.made("/api/plans", "{\"name\": \"Tokyo\", \"from\": \"2026-11\", \"time_zone\": \"Asia/Tokyo\"}");
        weir.made("/api/plans", "{\"name\": \"Berlin\", \"from\": \"2026-12\", \"time_zone\": \"Europe/Berlin\"}");
        // In Tokyo November ends at 15:00 UTC.
        weir.turnTo("2026-11-30T14:59:00Z");
        weir.ask("dear");
        weir.turnTo("2026-11-30T15:00:01Z");
        weir.ask("dear");
        weir.ask("dear");

        assertThat(weir.got("/api/invoices/2026-11").path("to").asString()).isEqualTo("2026-11-30T15:00:00Z");
        assertThat(weir.got("/api/invoices/2026-11").path("charges").asInt()).isEqualTo(1);
        JsonNode december = weir.got("/api/invoices/current");
        assertThat(december.path("from").asString()).isEqualTo("2026-11-30T15:00:00Z");
        assertThat(december.path("to").asString()).isEqualTo("2026-12-31T23:00:00Z");
        assertThat(december.path("charges").asInt()).isEqualTo(2);
    }

    @Test
    void whatIsWrittenWhileTheClockIsBackIsBilledInTheNextMonthAndNeverLost() {
        weir.ask("dear");
        weir.turnTo("2026-12-01T00:00:05Z");
        JsonNode november = weir.finalized("2026-11");
        weir.turn(Duration.ofMinutes(-10));
        weir.ask("dear");
        weir.turn(Duration.ofMinutes(20));
        weir.ask("dear");

        assertThat(november.path("charges").asInt()).isEqualTo(1);
        assertThat(weir.got("/api/invoices/2026-11").path("charges").asInt()).isEqualTo(1);
        assertThat(weir.got("/api/invoices/2026-12").path("charges").asInt()).isEqualTo(2);
    }

    @Test
    void aClockThatWasYearsAheadForAMomentTakesNothingOutOfTheBills() {
        weir.ask("dear");
        weir.turn(Duration.ofDays(2000));
        weir.ask("dear");
        weir.turn(Duration.ofDays(-2000));
        weir.ask("dear");
        weir.ask("dear");
        weir.turnTo("2026-12-01T00:00:05Z");
        weir.ask("dear");
        weir.turn(Duration.ofMinutes(-10));
        weir.ask("dear");
        weir.turn(Duration.ofMinutes(10));
        weir.ask("dear");
        weir.ask("dear");

        assertThat(weir.got("/api/invoices/2026-11").path("charges").asInt()).isEqualTo(4);
        assertThat(weir.got("/api/invoices/2026-12").path("charges").asInt()).isEqualTo(4);
        assertThat(weir.finalized("2026-11").path("charges").asInt()).isEqualTo(4);
        assertThat(weir.got("/api/invoices/2026-12").path("charges").asInt()).isEqualTo(4);
    }

    @Test
    void whatHasNoPriceIsNotLeftOutInSilence() {
        weir.ask("unpriced");
        weir.turnTo("2026-12-01T00:00:01Z");
        JsonNode error = refused(weir.door().post("/api/invoices/2026-11/finalize", "{}"), 409);
        assertThat(error.path("message").asString()).contains("1 of unpriced in default have no price");
        assertThat(error.path("field").asString()).isEqualTo("incomplete");
        JsonNode invoice = weir.made("/api/invoices/2026-11/finalize", "{\"incomplete\": true}");
        assertThat(invoice.path("missing")).hasSize(1);
        assertThat(invoice.at("/lines/0/text").asString()).isEqualTo("no price");
    }

    @Test
    void whoSeesOneProjectSeesNoBills() {
        String project =
                weir.made("/api/projects", "{\"name\": \"p\"}").path("id").asString();
        Door admin = weir.door()
                .withKey(weir.made(
                                "/api/keys", "{\"name\": \"a\", \"role\": \"admin\", \"project\": \"" + project + "\"}")
                        .path("key")
                        .asString());
        for (String path : List.of("/api/plans", "/api/credits", "/api/invoices", "/api/invoices/2026-11")) {
            assertThat(refused(admin.get(path), 403).path("message").asString()).contains("whole organization");
        }
        assertThat(admin.post("/api/plans", "{\"name\": \"x\", \"from\": \"2026-11\"}")
                        .status())
                .isEqualTo(403);
        for (String path : List.of("/api/invoices/2027-01", "/api/invoices/2026-99")) {
            assertThat(weir.door().get(path).status()).isEqualTo(400);
        }
        for (String path :
                List.of("/api/invoices/INV-9", "/api/invoices/INV-x", "/api/invoices/inv_x", "/api/invoices/y")) {
            assertThat(weir.door().get(path).status()).isEqualTo(404);
        }
    }
}
