package dev.weir.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Money;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans, credits and invoices under {@code /api}. All of them need a key for all projects. */
final class BillingRoutes {
    private static final int MOST_ENTRIES = 4096;

    private final Plans plans;
    private final Credits credits;
    private final Invoices invoices;
    private final Reconciliation reconciliation;
    private final @Nullable EventFeed feed;

    BillingRoutes(
            Plans plans, Credits credits, Invoices invoices, Reconciliation reconciliation, @Nullable EventFeed feed) {
        this.feed = feed;
        this.reconciliation = reconciliation;
        this.plans = plans;
        this.credits = credits;
        this.invoices = invoices;
    }

    Routes routes() {
        Access admin = Access.from(Role.ADMIN);
        return new Routes()
                .get("/api/plans", admin, "What the organization pays for what it uses, by first month.", this::plans)
                .post(
                        "/api/plans",
                        admin,
                        "Makes a plan that holds from a month on: own prices with tiers and included amounts, or costs with a markup; fee, minimum, discounts, tax.",
                        "{\"name\": \"Growth\", \"from\": \"2026-11\", \"currency\": \"USD\", \"time_zone\": \"Europe/Berlin\", \"markup\": \"20\", \"fee\": \"49.00\", \"included\": \"50.00\", \"tax\": {\"name\": \"VAT\", \"rate\": \"19\"}}",
                        this::createPlan)
                .get("/api/plans/{id}", admin, "One plan.", this::plan)
                .put(
                        "/api/plans/{id}",
                        admin,
                        "Changes a plan; refused where a final invoice was made by it.",
                        "{\"name\": \"Growth\", \"from\": \"2026-11\", \"markup\": \"15\"}",
                        this::changePlan)
                .delete(
                        "/api/plans/{id}",
                        admin,
                        "Takes a plan away; the one before it holds again. Refused where a final invoice was made by it.",
                        this::deletePlan)
                .get("/api/credits", admin, "Credits and prepaid balances, and what is left of them.", this::credits)
                .post(
                        "/api/credits",
                        admin,
                        "Gives the organization a credit (off what is charged) or books a prepaid balance (pays what is due).",
                        "{\"kind\": \"prepaid\", \"amount\": \"500.00\", \"currency\": \"USD\", \"expires_at\": \"2027-12-31T23:59:59Z\", \"reason\": \"Order 1207\"}",
                        this::createCredit)
                .delete("/api/credits/{id}", admin, "Takes back what is left of a credit.", this::revokeCredit)
                .get("/api/invoices", admin, "Invoices that are final, or were, newest first.", this::list)
                .get(
                        "/api/invoices/{id}",
                        admin,
                        "An invoice by id or number; by a month (2026-11) its final one, or what it would be now. `current` is the month that it is.",
                        this::show)
                .post(
                        "/api/invoices/{month}/finalize",
                        admin,
                        "Makes the invoice of a month that is over: numbered, and never changed again.",
                        "{\"incomplete\": false}",
                        this::finalizeMonth)
                .post(
                        "/api/invoices/{id}/void",
                        admin,
                        "Ends a final invoice for a reason. Its month can be billed again, under another number.",
                        "{\"reason\": \"Wrong address\"}",
                        this::end)
                .get(
                        "/api/invoices/{id}/lines/{line}/entries",
                        admin,
                        "What a line is made of, in the order of this node's log, and how much of it is in other nodes' logs.",
                        this::entries)
                .get(
                        "/api/invoices/{id}/lines/{line}/proof",
                        admin,
                        "The same with each entry's bytes and the way to the root that the invoice's checkpoint signs.",
                        this::proof)
                .get("/api/invoices/{id}/pdf", admin, "The invoice on paper.", this::pdf)
                .get(
                        "/api/billing/events",
                        admin,
                        "How far usage has been told to the billing provider, and why not further.",
                        this::events)
                .post(
                        "/api/reconciliations",
                        admin,
                        "Compares a provider's usage or cost export (CSV of openai or anthropic) with the ledger, by day and model, and names the attempts that may explain where they differ.",
                        "{\"provider\": \"anthropic\", \"csv\": \"usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\\n2026-11-20,claude-haiku-4-5,1200,340\\n\"}",
                        this::reconcile)
                .get(
                        "/api/invoices/{id}/export",
                        admin,
                        "The first line of the file that proves an invoice offline, as far as it is made of this node's log.",
                        this::export)
                .get(
                        "/api/invoices/{id}/log",
                        admin,
                        "The other lines of that file: entries of this node's log, or the hashes of those that are not charged.",
                        this::log);
    }

    /** A plan on the wire: its body, and who made it. */
    private static ObjectNode view(PlanDao.Kept kept) {
        ObjectNode view = Json.MAPPER.createObjectNode();
        view.put("id", kept.id());
        view.setAll((ObjectNode) Json.MAPPER.valueToTree(kept.body()));
        view.put("created_at", kept.createdAt().toString());
        view.put("created_by", kept.createdBy());
        return view;
    }

    private record Listed(List<ObjectNode> data, @Nullable String next) {}

    private Response plans(Request request) {
        return Json.ok(new Listed(
                plans.list(Acts.organization(request.principal())).stream()
                        .map(BillingRoutes::view)
                        .toList(),
                null));
    }

    private Response createPlan(Request request) {
        return Json.created(view(plans.create(request.principal(), Json.read(request, PlanBody.class))));
    }

    private Response plan(Request request) {
        return Json.ok(view(plans.find(Acts.organization(request.principal()), request.path("id"))));
    }

    private Response changePlan(Request request) {
        return Json.ok(view(plans.change(request.principal(), request.path("id"), Json.read(request, PlanBody.class))));
    }

    private Response deletePlan(Request request) {
        return Json.ok(view(plans.delete(request.principal(), request.path("id"))));
    }

    /** A credit on the wire. */
    record CreditView(
            String id,
            String kind,
            String amount,
            String left,
            String currency,
            Instant startsAt,
            @Nullable Instant expiresAt,
            String reason,
            Instant createdAt,
            String createdBy) {
        static CreditView of(Credit credit) {
            return new CreditView(
                    credit.id(),
                    credit.prepaid() ? "prepaid" : "credit",
                    credit.amount().toPlainString(),
                    credit.left().toPlainString(),
                    credit.currency(),
                    credit.startsAt(),
                    credit.expiresAt(),
                    credit.reason(),
                    credit.createdAt(),
                    credit.createdBy());
        }
    }

    private record CreditList(
            List<CreditView> data, @Nullable String next) {}

    private Response credits(Request request) {
        return Json.ok(new CreditList(
                credits.list(Acts.organization(request.principal())).stream()
                        .map(CreditView::of)
                        .toList(),
                null));
    }

    private Response createCredit(Request request) {
        return Json.created(CreditView.of(credits.create(request.principal(), Json.read(request, Credits.Body.class))));
    }

    private Response revokeCredit(Request request) {
        return Json.ok(CreditView.of(credits.revoke(request.principal(), request.path("id"))));
    }

    private Response list(Request request) {
        int limit = request.query("limit", 50, 1, 500);
        long before = number(request.query("cursor").orElse(""), "cursor", Long.MAX_VALUE);
        List<Invoice> found = invoices.list(request.principal(), before, limit + 1);
        List<Invoice> page = found.stream().limit(limit).toList();
        String next =
                found.size() > limit ? String.valueOf(page.getLast().number()).substring(4) : null;
        return Json.ok(new Listed(page.stream().map(Invoice::summary).toList(), next));
    }

    private static long number(String text, String field, long absent) {
        if (text.isEmpty()) {
            return absent;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // answered below, like one below zero
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                "'" + Decimals.shown(text) + "' is not a value for " + field + ".",
                field,
                "A whole number from 0; pass the 'next' of the answer before, or start again without it.");
    }

    private Invoice invoice(Request request) {
        return invoices.find(request.principal(), name(request));
    }

    private String name(Request request) {
        String id = request.path("id");
        return id.equals("current") ? invoices.thisMonth(request.principal()).toString() : id;
    }

    private Response show(Request request) {
        return Json.ok(invoice(request).view());
    }

    private record FinalizeBody(@Nullable Boolean incomplete) {}

    private Response finalizeMonth(Request request) {
        Acts.organization(request.principal());
        YearMonth month = PlanBody.readMonth(request.path("month"), "month");
        FinalizeBody body = Json.read(request, FinalizeBody.class);
        return Json.created(invoices.finalize(request.principal(), month, Boolean.TRUE.equals(body.incomplete))
                .view());
    }

    private record VoidBody(@Nullable String reason) {}

    private Response end(Request request) {
        VoidBody body = Json.read(request, VoidBody.class);
        return Json.ok(invoices.end(request.principal(), request.path("id"), body.reason)
                .view());
    }

    /** A charge on the wire. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EntryView(
            long entry,
            String leaf,
            String id,
            @Nullable String exchange,
            Instant at,
            String model,
            @Nullable String deployment,
            @Nullable String cost,
            @Nullable String currency,
            @Nullable String error,
            long inputTokens,
            long outputTokens,
            @Nullable Boolean estimated,
            @Nullable String body,
            @Nullable List<String> path) {}

    /**
     * What is in this node's log of a line.
     *
     * @param log with proofs: what they are proofs for
     * @param elsewhere what other nodes' logs have of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record EntryPage(
            BillLine line,
            Bill.@Nullable Stretch log,
            List<EntryView> data,
            List<BillLine.Part> elsewhere,
            @Nullable String next) {}

    private Response entries(Request request) {
        return Json.ok(page(request, false));
    }

    private Response proof(Request request) {
        return Json.ok(page(request, true));
    }

    private EntryPage page(Request request, boolean proved) {
        return page(
                invoices,
                invoice(request),
                request.path("line"),
                request.query("cursor").orElse(""),
                request.query("limit", 100, 1, 1000),
                proved);
    }

    /** What a line is made of, as the API answers it. */
    static JsonNode entries(Invoices invoices, Invoice invoice, String line, String cursor, int limit) {
        return Json.MAPPER.valueToTree(page(invoices, invoice, line, cursor, limit, false));
    }

    private static EntryPage page(
            Invoices invoices, Invoice invoice, String number, String cursor, int limit, boolean proved) {
        BillLine line = invoices.line(invoice, number);
        if (!line.hasEntries()) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "Line " + line.line() + " is made of the plan, not of entries.",
                    null,
                    "Lines of kind usage, cache and adjustment have entries.");
        }
        OwnLog log = invoices.log();
        OwnLog.MadeOf made = log.madeOf(line, number(cursor, "cursor", 0), limit);
        Bill.Stretch proving = proved ? invoice.bill().log(log.origin()).orElse(null) : null;
        return new EntryPage(
                line,
                proving,
                made.made().stream().map(each -> view(log, each, proving)).toList(),
                line.all().stream()
                        .filter(part -> !part.log().equals(log.origin()))
                        .toList(),
                made.next() == null ? null : made.next().toString());
    }

    private static EntryView view(OwnLog log, OwnLog.Made made, Bill.@Nullable Stretch proving) {
        Charged entry = made.entry();
        Charge charge = made.charge();
        return new EntryView(
                entry.entry(),
                Base64.getEncoder().encodeToString(entry.leaf()),
                charge.id(),
                entry.exchange().isEmpty() ? null : entry.exchange(),
                entry.at(),
                charge.model(),
                charge.deployment(),
                charge.picos() == null ? null : new Money(charge.picos()).display(),
                charge.currency(),
                charge.error(),
                charge.usage().inputTokens(),
                charge.usage().outputTokens(),
                charge.usage().estimated() ? true : null,
                proving == null ? null : made.body(),
                proving == null ? null : log.path(proving, entry.entry()));
    }

    private Response pdf(Request request) {
        Invoice invoice = invoice(request);
        String name = invoice.number() == null ? "draft-" + invoice.id() : invoice.number();
        return new Response.Full(
                200,
                Map.of(
                        "content-type",
                        "application/pdf",
                        "content-disposition",
                        "inline; filename=\"" + name + ".pdf\""),
                InvoicePdf.of(invoice));
    }

    private record Feeds(
            List<EventFeed.Standing> data, @Nullable String next) {}

    private Response events(Request request) {
        Acts.organization(request.principal());
        return Json.ok(new Feeds(feed == null ? List.of() : List.of(feed.standing()), null));
    }

    private Response reconcile(Request request) {
        return Json.ok(reconciliation.compare(request.principal(), Json.read(request, Reconciliation.Body.class)));
    }

    private Response export(Request request) {
        return Json.ok(invoices.log().header(invoice(request)));
    }

    private record LogLines(List<String> data, @Nullable String next) {}

    private Response log(Request request) {
        InvoiceDao.Range stretch = invoices.range(request.principal(), name(request));
        long from = Math.max(stretch.from(), number(request.query("cursor").orElse(""), "cursor", stretch.from()));
        long to = Math.min(stretch.to(), from + request.query("limit", MOST_ENTRIES, 1, MOST_ENTRIES));
        return Json.ok(new LogLines(
                from >= to ? List.of() : invoices.log().entries(Acts.organization(request.principal()), from, to),
                to >= stretch.to() ? null : Long.toString(to)));
    }
}
