package dev.weir.tests;

import static dev.weir.tests.PricedWeir.amount;
import static dev.weir.tests.PricedWeir.cents;
import static dev.weir.tests.PricedWeir.chat;
import static dev.weir.tests.PricedWeir.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What was used is priced anew, and compared with the ledger. */
class UsageChecksTest {
    @RegisterExtension
    static final PricedWeir bed = new PricedWeir();

    @Test
    void aTimeIsPricedAnewAndByTheBookItWasChargedByItCostsTheSame() {
        Door as = bed.project();
        long tokens = 0;
        for (int i = 0; i < 3; i++) {
            tokens += chat(as, "priced", "").json().at("/usage/total_tokens").asLong();
        }
        chat(as, "unpriced", "");

        JsonNode same = as.post("/api/usage/rerate", "{}").json();
        assertThat(same.path("equal").asBoolean()).as(same.toString()).isTrue();
        assertThat(same.path("attempts").asLong()).isEqualTo(4);
        assertThat(amount(same.path("total").path(0), "cost")).isEqualByComparingTo(cents(tokens));
        assertThat(amount(same.path("total").path(0), "difference")).isEqualByComparingTo("0");

        JsonNode other = as.post(
                        "/api/usage/rerate?last=2d",
                        "{\"prices\": {\"cent\": {\"input\": \"0.03\", \"output\": \"0.03\", \"per\": 1},"
                                + " \"nobody-knows\": {\"input\": \"1\", \"output\": \"1\", \"per\": 1000000, \"currency\": \"EUR\"}}}")
                .json();
        assertThat(other.path("equal").asBoolean()).isFalse();
        assertThat(other.path("changed").asLong()).isEqualTo(4);
        JsonNode dearest = other.path("data").path(0);
        assertThat(dearest.path("model").asString()).isEqualTo("priced");
        assertThat(amount(dearest, "difference")).isEqualByComparingTo(cents(2 * tokens));
        assertThat(other.path("total").path(0).path("currency").asString()).isEqualTo("EUR");
        assertThat(amount(rows(as, "model=priced").getFirst(), "cost")).isEqualByComparingTo(cents(tokens));

        for (String wrong : List.of("{\"input\": \"-1\", \"output\": \"1\"}", "{\"input\": \"1\"}", "7")) {
            Door.Reply refused = as.post("/api/usage/rerate", "{\"prices\": {\"cent\": " + wrong + "}}");
            assertThat(refused.status()).as(refused.text()).isEqualTo(400);
            assertThat(refused.json().at("/error/field").asString()).isEqualTo("prices.cent");
        }
        assertThat(as.post("/api/usage/rerate?group_by=day", "{}").status()).isEqualTo(400);
    }

    @Test
    void aComparisonIsToldToWhoeverRunsIt() {
        Door owner = bed.owner();
        chat(bed.project(), "priced", "");
        JsonNode check = owner.post("/api/usage/check", "{\"days\": 3}").json();
        assertThat(check.path("equal").asBoolean()).as(check.toString()).isTrue();
        assertThat(check.path("entries").asLong()).isPositive();
        assertThat(owner.get("/api/usage/check").json().path("differences").asLong())
                .isZero();
        assertThat(owner.get("/metrics").text()).contains("weir_usage_differences 0.0");
        assertThat(owner.get("/readyz").json().has("warning")).isFalse();
        assertThat(owner.post("/api/usage/check", "{\"days\": 0}").status()).isEqualTo(400);
        assertThat(bed.project().get("/api/usage/check").status()).isEqualTo(403);
    }
}
