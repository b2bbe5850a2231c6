package dev.weir.tests;

import static dev.weir.tests.BilledWeir.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Credits and what was paid before, drawn down by invoices. */
class CreditsTest {
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
    void creditsAreDrawnDownOverInvoicesByWhatExpiresFirst() {
        weir.made(
                "/api/plans",
                "{\"name\": \"Fee\", \"from\": \"2026-11\", \"fee\": \"100.00\", \"tax\": {\"rate\": \"10\"}}");
        weir.made("/api/credits", "{\"amount\": \"30.00\", \"reason\": \"Never expires\"}");
        weir.made(
                "/api/credits",
                "{\"amount\": \"20.00\", \"reason\": \"Until the new year\", \"expires_at\": \"2027-01-01T00:00:00Z\"}");
        weir.made(
                "/api/credits",
                "{\"amount\": \"99.00\", \"reason\": \"Gone too soon\", \"expires_at\": \"2026-11-30T23:59:59Z\"}");
        String prepaid = weir.made(
                        "/api/credits", "{\"amount\": \"60.00\", \"kind\": \"prepaid\", \"reason\": \"Order 7\"}")
                .path("id")
                .asString();
        weir.turnTo("2026-12-01T00:00:01Z");
        // 100 - 20 - 30 = 50; 5.00 of tax; 55.00, of which the prepaid pays all.
        JsonNode november = weir.finalized("2026-11");
        assertThat(november.path("lines")
                        .valueStream()
                        .map(line -> line.path("text").asString() + " "
                                + line.path("amount").asString()))
                .containsExactly("Fee 100.00", "Until the new year -20.00", "Never expires -30.00");
        assertThat(november.path("total").asString()).isEqualTo("55.00");
        assertThat(november.path("due").asString()).isEqualTo("0.00");
        // 5.00 are left of it: 110.00 less 5.00.
        assertThat(weir.got("/api/invoices/2026-12").path("due").asString()).isEqualTo("105.00");
        weir.made("/api/invoices/2026-11/void", "{\"reason\": \"Test\"}");
        assertThat(weir.got("/api/credits")
                        .path("data")
                        .valueStream()
                        .map(credit -> credit.path("left").asString()))
                .containsExactlyInAnyOrder("30.00", "20.00", "99.00", "60.00");
        assertThat(weir.finalized("2026-11").path("due").asString()).isEqualTo("0.00");
        assertThat(weir.door()
                        .send("DELETE", "/api/credits/" + prepaid, null, Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(weir.got("/api/invoices/2026-12").path("due").asString()).isEqualTo("110.00");
        assertThat(refused(weir.door().send("DELETE", "/api/credits/" + prepaid, null, Map.of()), 409))
                .isNotNull();
        for (String bad : List.of(
                "{\"amount\": \"0\", \"reason\": \"x\"}",
                "{\"amount\": \"-5\", \"reason\": \"x\"}",
                "{\"amount\": \"0.001\", \"reason\": \"x\"}",
                "{\"amount\": \"5\"}",
                "{\"amount\": \"5\", \"reason\": \"x\", \"kind\": \"gift\"}",
                "{\"amount\": \"5\", \"reason\": \"x\", \"expires_at\": \"2001-01-01T00:00:00Z\"}")) {
            assertThat(weir.door().post("/api/credits", bad).status()).as(bad).isEqualTo(400);
        }
    }
}
