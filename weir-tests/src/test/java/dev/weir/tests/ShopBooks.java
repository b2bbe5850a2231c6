package dev.weir.tests;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the owner of the {@link ShopDay} does about money: budgets, the plan that bills follow, credits, corrections. */
final class ShopBooks {
    private final Door owner;

    ShopBooks(Door owner) {
        this.owner = owner;
    }

    /**
     * Before the first call.
     *
     * @param keys their ids by their names
     */
    void open(Map<String, String> keys) {
        limit("organization/default", budget("90.00", "month"));
        limit("project/support", budget("25.00", "month"));
        limit("key/" + keys.get("night-batch"), budget("10.00", "month"));
        limit(
                "key/" + keys.get("web-chat"),
                "{\"rpm\": 600, " + budget("2.00", "day").substring(1));
        limit(
                "key/" + keys.get("mail-triage"),
                "{\"tokens_per_day\": 2000000, " + budget("5.00", "month").substring(1));
        limit("key/" + keys.get("ines"), budget("10.00", "total"));
        limit("key/" + keys.get("stock-notes") + "?project=warehouse", budget("3.00", "month"));
        limit("tag/team=marketing", budget("30.00", "month"));
        limit("user/*", budget("1.00", "day"));
        made("/api/plans", """
                {"name": "Growth", "from": "2026-10", "markup": "12", "fee": "19.00", "included": "10.00",
                 "prices": [{"meter": "requests", "model": "weir/extractive", "per": 1000, "price": "0.80"}],
                 "discounts": {"mode": "graduated", "tiers": [{"above": "15.00", "percent": "10"}]},
                 "tax": {"name": "VAT", "rate": "19"}}""");
        made("/api/credits", "{\"amount\": \"2.50\", \"reason\": \"Thank you for waiting\"}");
        made("/api/credits", "{\"amount\": \"30.00\", \"kind\": \"prepaid\", \"reason\": \"Order 2026-118\"}");
    }

    private static String budget(String amount, String period) {
        return "{\"budget\": {\"amount\": \"" + amount + "\", \"currency\": \"USD\", \"period\": \"" + period + "\"}}";
    }

    private void limit(String subject, String limits) {
        demand(owner.send("PUT", "/api/limits/" + subject, limits, Map.of("content-type", "application/json")));
    }

    void closeMonthBefore(Instant now) {
        YearMonth over = YearMonth.from(now.atOffset(ZoneOffset.UTC)).minusMonths(1);
        made("/api/invoices/" + over + "/finalize", "{}");
    }

    /** On the morning of the day: the web chat's budget was too wide. */
    void tighten(Map<String, String> keys) {
        limit(
                "key/" + keys.get("web-chat"),
                "{\"rpm\": 600, " + budget("0.40", "day").substring(1));
    }

    void correct(Map<String, String> keys) {
        made(
                "/api/adjustments",
                "{\"id\": \"case-17\", \"amount\": \"-0.25\", \"currency\": \"USD\", \"reason\": \"Outage on 12 November\","
                        + " \"key_id\": \"" + keys.get("web-chat") + "\"}");
    }

    /** The entry of the log that says how the limits of a subject were changed last. */
    String lastChangeOfLimits() {
        JsonNode entries = demand(owner.get("/api/audit/entries?kind=admin&limit=200"));
        return entries.path("data")
                .valueStream()
                .filter(entry -> entry.path("action").asString("").contains("limit"))
                .findFirst()
                .orElseThrow()
                .path("entry")
                .asString();
    }

    /** The number of the line of an invoice that charges for a model. */
    String line(String invoice, String model) {
        return demand(owner.get("/api/invoices/" + invoice))
                .path("lines")
                .valueStream()
                .filter(line -> line.path("model").asString("").equals(model))
                .findFirst()
                .orElseThrow()
                .path("line")
                .asString();
    }

    private void made(String path, String body) {
        demand(owner.post(path, body));
    }

    private static JsonNode demand(Door.Reply reply) {
        if (reply.status() > 299) {
            throw new IllegalStateException(reply.status() + ": " + reply.text());
        }
        return reply.json();
    }
}
