package dev.weir.billing;

import dev.weir.audit.merkle.Hashes;
import dev.weir.http.Refusal;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.tenancy.Organization;
import dev.weir.tenancy.Tenancy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bills of months: drafts that are made anew whenever they are looked at, and invoices, which never change.
 * Several nodes may make them at the same time; the database decides. Thread-safe.
 */
final class Invoices implements AutoCloseable {
    private static final int LONGEST_REASON = 500;

    private static final int PATIENCE_FOR_A_DRAFT = 5;
    private static final int PATIENCE_FOR_AN_INVOICE = 60;

    /** Written down by its own node if that starts again before then. */
    private static final Duration ITS_OWN_TASK = Duration.ofHours(1);

    private final Tenancy tenancy;
    private final Plans plans;
    private final Credits credits;
    private final InvoiceDao dao;
    private final RevisionDao revisions;
    private final OwnLog log;
    private final Parts parts;
    private final Acts acts;
    private final IdSource ids;

    Invoices(
            Tenancy tenancy,
            Plans plans,
            Credits credits,
            InvoiceDao dao,
            RevisionDao revisions,
            OwnLog log,
            Parts.@Nullable Shared shared,
            Acts acts,
            IdSource ids) {
        this.tenancy = tenancy;
        this.plans = plans;
        this.credits = credits;
        this.dao = dao;
        this.revisions = revisions;
        this.log = log;
        this.parts = new Parts(log, this::basis, shared, acts);
        this.acts = acts;
        this.ids = ids;
    }

    /** What bills go by now. The number first: what changes while it is read is then found to have changed. */
    private Basis basis(OrganizationId organization) {
        long revision = revisions.current(organization);
        return new Basis(revision, plans.list(organization), dao.finals(organization));
    }

    /** The month that it is now, where the organization's months are. */
    YearMonth thisMonth(Principal who) {
        Instant now = acts.now();
        YearMonth utc = YearMonth.from(now.atZone(ZoneOffset.UTC));
        List<PlanDao.Kept> all = plans.list(Acts.organization(who));
        return List.of(utc.minusMonths(1), utc, utc.plusMonths(1)).stream()
                .filter(month -> now.isBefore(Month.of(month, all).to()))
                .findFirst()
                .orElse(utc);
    }

    /**
     * An invoice by its id or number; by a month, the final one of it, or else its draft.
     *
     * @throws Refusal if there is none
     */
    Invoice find(Principal who, String name) {
        OrganizationId organization = Acts.organization(who);
        Invoice found = null;
        if (name.startsWith("inv_")) {
            found = dao.find(organization, name);
        } else if (name.startsWith("INV-")) {
            found = sequence(name) < 0 ? null : dao.find(organization, sequence(name));
        } else if (name.length() == 7) {
            found = ofMonth(organization, PlanBody.readMonth(name, "id"));
        }
        if (found == null) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "There is no invoice '" + Decimals.shown(name) + "'.",
                    null,
                    "An id, a number such as INV-000001, or a month such as 2026-11; GET /api/invoices lists them.");
        }
        return found;
    }

    private static long sequence(String number) {
        try {
            return Long.parseLong(number.substring(4));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * The final invoice of a month, or its bill as it would be now.
     *
     * @throws Refusal if the month has not begun
     */
    private Invoice ofMonth(OrganizationId organization, YearMonth month) {
        while (true) {
            Invoice known = dao.ofMonth(organization, month);
            if (known != null) {
                return known;
            }
            Basis basis = basis(organization);
            Month begun = begun(month, basis);
            Bill bill = bill(organization, begun, parts.gather(organization, begun, basis, PATIENCE_FOR_A_DRAFT));
            if (revisions.current(organization) == basis.revision()) {
                return Invoice.draft(bill);
            }
        }
    }

    private Month begun(YearMonth month, Basis basis) {
        Month billed = Month.of(month, basis.plans());
        if (acts.now().isBefore(billed.from())) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    month + " has not begun.",
                    "month",
                    "It begins at " + billed.from() + ".");
        }
        return billed;
    }

    private Bill bill(OrganizationId organization, Month month, Parts.Gathered gathered) {
        List<Used.Of> used = new ArrayList<>();
        gathered.parts().forEach(part -> used.addAll(part.used()));
        Map<String, String> names = new HashMap<>();
        log.projects(organization).forEach(project -> names.put(project.id().value(), project.name()));
        List<Balance> balances = credits.balances(organization, month.plan().currency(), month.to());
        Rating.Rated rated = new Rating(month.plan(), id -> names.getOrDefault(id, id)).rate(Used.of(used), balances);
        List<String> missing = new ArrayList<>(rated.missing());
        missing.addAll(gathered.missing());
        return new Bill(
                organization.value(),
                tenancy.organization(organization).map(Organization::name).orElse(organization.value()),
                month.month().toString(),
                month.from(),
                month.to(),
                month.plan().zone().getId(),
                month.plan().currency(),
                month.planId(),
                month.body(),
                gathered.parts().stream().map(BillPart::log).toList(),
                rated.lines(),
                rated.usage(),
                rated.subtotal(),
                rated.tax(),
                rated.total(),
                rated.payments(),
                rated.due(),
                rated.charges(),
                gathered.parts().stream().mapToLong(BillPart::repeated).sum(),
                missing);
    }

    /** Newest first. */
    List<Invoice> list(Principal who, long before, int limit) {
        return dao.list(Acts.organization(who), before, limit);
    }

    /**
     * Makes the invoice of a month that is over. What it goes by may change meanwhile, at this node or another; then it is
     * made anew.
     *
     * @param incomplete whether it may leave out what cannot be charged
     */
    Invoice finalize(Principal who, YearMonth month, boolean incomplete) {
        OrganizationId organization = Acts.organization(who);
        Invoice made = null;
        while (made == null) {
            Basis basis = basis(organization);
            Month billed = over(month, basis);
            refuseSecond(organization, month);
            Parts.Gathered gathered = parts.gather(organization, billed, basis, PATIENCE_FOR_AN_INVOICE);
            Bill bill = bill(organization, billed, gathered);
            if (!gathered.lost().isEmpty()) {
                refuseSecond(organization, month);
                throw new Refusal(
                        ErrorCode.CONFLICT,
                        "A later month is final, so that what " + String.join(", ", gathered.lost()) + " has of "
                                + month + " would be on no invoice.",
                        "month",
                        "Have its node run, or void the later invoice first.");
            }
            if (!bill.missing().isEmpty() && !incomplete) {
                // Another node may have made it while this one waited.
                refuseSecond(organization, month);
                throw new Refusal(
                        ErrorCode.CONFLICT,
                        "Something was used that this invoice would not charge: " + String.join("; ", bill.missing())
                                + ".",
                        "incomplete",
                        "Change the plan, have all nodes run, or say {\"incomplete\": true}.");
            }
            made = insert(who, organization, month, bill, basis);
        }
        announce(organization, made);
        return made;
    }

    private Month over(YearMonth month, Basis basis) {
        Month billed = Month.of(month, basis.plans());
        if (acts.now().isBefore(billed.to())) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    month + " is not over.",
                    "month",
                    "It ends at " + billed.to() + "; GET /api/invoices/" + month + " shows how it stands.");
        }
        return billed;
    }

    private void refuseSecond(OrganizationId organization, YearMonth month) {
        Invoice known = dao.ofMonth(organization, month);
        if (known != null) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    known.number() + " is the final invoice of " + month + ".",
                    "month",
                    "Void it first, or correct it by a credit.");
        }
    }

    private @Nullable Invoice insert(
            Principal who, OrganizationId organization, YearMonth month, Bill bill, Basis basis) {
        String text = Invoice.text(bill);
        return dao.insert(new InvoiceDao.Fresh(
                basis.revision(),
                ids.next("inv_"),
                organization,
                month,
                bill,
                text,
                hash(text),
                acts.now(),
                who.key().value()));
    }

    static String hash(String text) {
        return "sha256:" + HexFormat.of().formatHex(Hashes.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes down what became of it; done again at a start that finds it undone. */
    private void announce(OrganizationId organization, Invoice invoice) {
        Map<String, String> details = new HashMap<>(Map.of(
                "number", String.valueOf(invoice.number()),
                "month", invoice.bill().month(),
                "total", invoice.bill().total(),
                "currency", invoice.bill().currency(),
                "hash", String.valueOf(invoice.hash()),
                "before", invoice.state() == Invoice.State.VOID ? "final" : "draft",
                "after", invoice.state().wire()));
        if (invoice.reason() != null) {
            details.put("reason", invoice.reason());
        }
        boolean ended = invoice.state() == Invoice.State.VOID;
        String actor = String.valueOf(ended ? invoice.voidedBy() : invoice.finalizedBy());
        acts.write(organization, new KeyId(actor), ended ? "invoice.void" : "invoice.finalize", invoice.id(), details);
        dao.announced(invoice.id());
    }

    /** Writes down what a process that died in between did not; and answers other nodes from now on. */
    void start() {
        dao.unannounced(acts.now().minus(ITS_OWN_TASK))
                .forEach(owned -> announce(owned.organization(), owned.invoice()));
        parts.start();
    }

    @Override
    public void close() {
        parts.close();
    }

    /** Ends a final invoice; its month can be billed again, under another number. */
    Invoice end(Principal who, String name, @Nullable String reason) {
        OrganizationId organization = Acts.organization(who);
        String why = reason == null ? "" : reason.strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON || why.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "An invoice is not voided without a reason of at most " + LONGEST_REASON + " characters.",
                    "reason",
                    "Say why; it is kept with the invoice.");
        }
        Invoice invoice = find(who, name);
        if (invoice.state() != Invoice.State.FINAL
                || !dao.end(organization, invoice, acts.now(), who.key().value(), why)) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    invoice.state() == Invoice.State.DRAFT
                            ? invoice.id() + " is a draft."
                            : invoice.number() + " is void already.",
                    null,
                    null);
        }
        Invoice ended = find(who, invoice.id());
        announce(organization, ended);
        return ended;
    }

    BillLine line(Invoice invoice, String number) {
        return invoice.bill().lines().stream()
                .filter(line -> Integer.toString(line.line()).equals(number))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "The invoice has no line '" + Decimals.shown(number) + "'.",
                        null,
                        "Lines are numbered from 1 to " + invoice.bill().lines().size() + "."));
    }

    /**
     * Where the entries of an invoice are in this node's log; of a draft as they are now, without asking other nodes.
     *
     * @throws Refusal if it has none there
     */
    InvoiceDao.Range range(Principal who, String name) {
        OrganizationId organization = Acts.organization(who);
        if (name.length() == 7) {
            YearMonth month = PlanBody.readMonth(name, "id");
            Basis basis = basis(organization);
            if (dao.ofMonth(organization, month) == null) {
                return log.range(organization, begun(month, basis), basis);
            }
        }
        Bill.Stretch stretch = log.stretch(find(who, name).bill());
        return new InvoiceDao.Range(stretch.from(), stretch.to());
    }

    /** The log that lines' entries are in, as far as they are this node's. */
    OwnLog log() {
        return log;
    }
}
