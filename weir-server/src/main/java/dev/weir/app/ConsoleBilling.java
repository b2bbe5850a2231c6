package dev.weir.app;

import dev.weir.billing.Bills;
import dev.weir.console.BillingSource;
import dev.weir.spi.Principal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Bills as the console wants them. */
record ConsoleBilling(Bills bills) implements BillingSource {
    @Override
    public Bill invoice(Principal principal, String name) {
        return bill(bills.invoice(principal, name));
    }

    @Override
    public List<Bill> list(Principal principal, int limit) {
        return bills.list(principal, limit).stream().map(ConsoleBilling::bill).toList();
    }

    @Override
    public Made made(Principal principal, String name, String line, String cursor, int limit) {
        JsonNode page = bills.entries(principal, name, line, cursor, limit);
        return new Made(
                line(page.path("line")),
                page.path("data").valueStream().map(ConsoleBilling::entry).toList(),
                page.path("elsewhere").valueStream().map(ConsoleBilling::part).toList(),
                text(page, "next"));
    }

    @Override
    public String finalizeMonth(Principal principal, String month) {
        return text(bills.finalize(principal, YearMonth.parse(month)), "number");
    }

    @Override
    public void end(Principal principal, String name, String reason) {
        bills.end(principal, name, reason);
    }

    private static Bill bill(JsonNode bill) {
        JsonNode tax = bill.path("tax");
        BigDecimal prepaid = bill.path("payments")
                .valueStream()
                .map(paid -> new BigDecimal(text(paid, "amount")))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Bill(
                text(bill, "id"),
                text(bill, "number"),
                text(bill, "state"),
                text(bill, "month"),
                Instant.parse(text(bill, "from")),
                Instant.parse(text(bill, "to")),
                text(bill, "time_zone"),
                text(bill, "organization_name"),
                bill.at("/plan/name").asString(""),
                text(bill, "currency"),
                bill.path("lines").valueStream().map(ConsoleBilling::line).toList(),
                text(bill, "usage"),
                text(bill, "subtotal"),
                tax.isObject() ? text(tax, "name") + " " + text(tax, "rate") + " %" : "",
                text(tax, "amount"),
                text(bill, "total"),
                prepaid.signum() == 0 ? "" : prepaid.toPlainString(),
                text(bill, "due"),
                bill.path("charges").asLong(),
                bill.path("missing").valueStream().map(why -> why.asString("")).toList(),
                time(bill, "finalized_at"),
                text(bill, "reason"),
                text(bill, "hash"),
                bill.path("logs").valueStream().map(ConsoleBilling::proof).toList());
    }

    private static Proof proof(JsonNode log) {
        return new Proof(
                text(log, "origin"),
                log.path("from").asLong(),
                log.path("to").asLong(),
                log.path("size").asLong(),
                text(log, "root"));
    }

    private static Line line(JsonNode line) {
        String kind = text(line, "kind");
        boolean entries = line.has("parts");
        return new Line(
                line.path("line").asInt(),
                entries,
                kind,
                entries ? kind : text(line, "text"),
                text(line, "project_name"),
                text(line, "model"),
                text(line, "meter").replace('_', ' '),
                line.has("quantity") ? line.path("quantity").asLong() : null,
                text(line, "text"),
                (text(line, "cost") + " " + text(line, "cost_currency")).strip(),
                text(line, "exact"),
                text(line, "amount"),
                line.path("charges").asLong(0),
                line.path("parts").valueStream().map(ConsoleBilling::part).toList());
    }

    private static Part part(JsonNode part) {
        return new Part(text(part, "log"), part.path("charges").asLong(), text(part, "root"));
    }

    private static Entry entry(JsonNode entry) {
        return new Entry(
                entry.path("entry").asLong(),
                text(entry, "id"),
                text(entry, "exchange"),
                Instant.parse(text(entry, "at")),
                text(entry, "deployment"),
                entry.path("input_tokens").asLong(),
                entry.path("output_tokens").asLong(),
                text(entry, "cost"),
                text(entry, "currency"),
                text(entry, "error"));
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    private static @Nullable Instant time(JsonNode node, String member) {
        String text = text(node, member);
        return text.isEmpty() ? null : Instant.parse(text);
    }
}
