package dev.weir.tests;

import static dev.weir.tests.PricedWeir.amount;
import static dev.weir.tests.PricedWeir.cents;
import static dev.weir.tests.PricedWeir.chat;
import static dev.weir.tests.PricedWeir.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Corrections of what was charged: they count in usage and budgets, and are proved. */
class AdjustmentsTest {
    @RegisterExtension
    static final PricedWeir bed = new PricedWeir();

    @Test
    void anAdjustmentCountsInUsageAndBudgetsOnceAndIsProved() {
        Door as = bed.project(
                ", \"limits\": {\"budget\": {\"amount\": \"5.00\", \"currency\": \"USD\", \"period\": \"month\"}}");
        Door.Reply call = chat(as, "priced", "");
        long tokens = call.json().at("/usage/total_tokens").asLong();
        String exchange = call.header("x-weir-exchange-id");
        String credit =
                "{\"id\": \"case-1\", \"amount\": \"-0.02\", \"currency\": \"USD\", \"reason\": \"Counted twice\","
                        + " \"exchange_id\": \"" + exchange + "\"}";

        Door.Reply made = as.post("/api/adjustments", credit);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().path("model").asString()).isEqualTo("priced");
        assertThat(as.post("/api/adjustments", credit).status()).isEqualTo(200);
        assertThat(as.post("/api/adjustments", credit.replace("-0.02", "-0.03")).status())
                .isEqualTo(409);

        BigDecimal left = cents(tokens).subtract(new BigDecimal("0.02"));
        JsonNode row = rows(as, "group_by=model").getFirst();
        assertThat(amount(row, "cost")).isEqualByComparingTo(cents(tokens));
        assertThat(amount(row, "adjustment")).isEqualByComparingTo("-0.02");
        assertThat(amount(row, "net_cost")).isEqualByComparingTo(left);
        assertThat(settled(as)).isEqualByComparingTo(left);

        JsonNode listed = as.get("/api/adjustments").json().path("data");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("reason").asString()).isEqualTo("Counted twice");
        assertThat(as.get("/api/adjustments/case-1").json().path("amount").asString())
                .isEqualTo("-0.020000");
        JsonNode entry =
                as.get("/api/audit/entries?kind=adjustment").json().path("data").path(0);
        assertThat(entry.toString()).contains("case-1", exchange);
        assertThat(as.get("/api/audit/proof/" + entry.path("entry").asLong()).status())
                .isEqualTo(200);

        bed.restart();
        Door again = bed.owner().withKey(Objects.requireNonNull(as.key()));
        assertThat(settled(again)).isEqualByComparingTo(left);
        Door.Reply check = again.post("/api/usage/check", "{\"days\": 2}");
        assertThat(check.json().path("equal").asBoolean()).as(check.text()).isTrue();
        assertThat(check.json().path("entries").asLong()).isEqualTo(3);
    }

    private static BigDecimal settled(Door as) {
        JsonNode lines = as.get("/api/budgets/me").json().path("data");
        return amount(lines.path(lines.size() - 1), "settled");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'currency': 'USD', 'reason': 'x'}; amount",
                "{'amount': '0', 'currency': 'USD', 'reason': 'x'}; amount",
                "{'amount': '1e99', 'currency': 'USD', 'reason': 'x'}; amount",
                "{'amount': '0.0000000000001', 'currency': 'USD', 'reason': 'x'}; amount",
                "{'amount': '1', 'reason': 'x'}; currency",
                "{'amount': '1', 'currency': 'QQQ', 'reason': 'x'}; currency",
                "{'amount': '1', 'currency': 'USD'}; reason",
                "{'amount': '1', 'currency': 'USD', 'reason': 'x', 'id': 'a b'}; id",
                "{'amount': '1', 'currency': 'USD', 'reason': 'x', 'exchange_id': 'ex_none'}; exchange_id",
                "{'amount': '1', 'currency': 'USD', 'reason': 'x', 'key_id': 'key_none'}; key_id"
            })
    void whatIsNoAdjustmentIsRefusedByItsField(String body, String field) {
        Door.Reply reply = bed.owner().post("/api/adjustments", body.replace('\'', '"'));
        assertThat(reply.status()).as(reply.text()).isIn(400, 404);
        assertThat(reply.json().at("/error/field").asString()).isEqualTo(field);
    }

    @Test
    void aCreditIsNoMoreThanWhatItCorrects() {
        Door as = bed.project();
        String exchange = chat(as, "priced", "").header("x-weir-exchange-id");
        Door.Reply reply = as.post(
                "/api/adjustments",
                "{\"amount\": \"-100\", \"currency\": \"USD\", \"reason\": \"x\", \"exchange_id\": \"" + exchange
                        + "\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("more than what is left");
        Door.Reply elsewhere = bed.project()
                .post(
                        "/api/adjustments",
                        "{\"amount\": \"1\", \"currency\": \"USD\", \"reason\": \"x\", \"exchange_id\": \"" + exchange
                                + "\"}");
        assertThat(elsewhere.status()).isEqualTo(404);
    }
}
