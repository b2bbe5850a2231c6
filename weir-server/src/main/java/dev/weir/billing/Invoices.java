package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.audit.merkle.Hashes;
import dev.weir.http.Refusal;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.tenancy.Organization;
import dev.weir.tenancy.Project;
import dev.weir.tenancy.Tenancy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bills of months: drafts that are made anew whenever they are looked at, and invoices, which never change. Thread-safe.
 */
final class Invoices {
    private static final int LONGEST_REASON = 500;

    private final Tenancy tenancy;
    private final Plans plans;
    private final Credits credits;
    private final InvoiceDao dao;
    private final LogReader log;
    private final Drafts drafts;
    private final Acts acts;
    private final IdSource ids;
    private final ReentrantLock lock;

    /**
     * @param lock held while one becomes final or void, and while plans and credits change
     */
    Invoices(
            Tenancy tenancy,
            Plans plans,
            Credits credits,
            InvoiceDao dao,
            LogReader log,
            Acts acts,
            IdSource ids,
            ReentrantLock lock) {
        this.tenancy = tenancy;
        this.plans = plans;
        this.credits = credits;
        this.dao = dao;
        this.log = log;
        this.drafts = new Drafts(log);
        this.acts = acts;
        this.ids = ids;
        this.lock = lock;
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
            YearMonth month = PlanBody.readMonth(name, "id");
            found = dao.ofMonth(organization, month);
            found = found == null ? draft(organization, month) : found;
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
     * The bill of a month as it would be now.
     *
     * @throws Refusal if the month has not begun
     */
    Invoice draft(OrganizationId organization, YearMonth month) {
        Month billed = Month.of(month, plans.list(organization));
        if (acts.now().isBefore(billed.from())) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    month + " has not begun.",
                    "month",
                    "It begins at " + billed.from() + ".");
        }
        return Invoice.draft(bill(organization, billed));
    }

    private Bill bill(OrganizationId organization, Month month) {
        List<Project> projects = projects(organization);
        Set<String> scopes = new HashSet<>();
        Map<String, String> names = new HashMap<>();
        for (Project project : projects) {
            scopes.add(project.id().value());
            names.put(project.id().value(), project.name());
        }
        InvoiceDao.Range range = range(organization, month, scopes);
        List<Balance> balances = credits.balances(organization, month.plan().currency(), month.to());
        LogReader.Statement statement = log.statement(range.to());
        return drafts.sum(organization, month.month(), range, scopes, sums -> {
            Rating.Rated rated =
                    new Rating(month.plan(), id -> names.getOrDefault(id, id)).rate(sums.cells(), balances);
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
                    new Bill.Stretch(
                            statement.origin(),
                            range.from(),
                            range.to(),
                            statement.size(),
                            statement.root(),
                            statement.checkpoint(),
                            statement.verifier()),
                    rated.lines(),
                    rated.usage(),
                    rated.subtotal(),
                    rated.tax(),
                    rated.total(),
                    rated.payments(),
                    rated.due(),
                    rated.charges(),
                    sums.repeated(),
                    rated.missing());
        });
    }

    private List<Project> projects(OrganizationId organization) {
        List<Project> all = new ArrayList<>();
        tenancy.projectsOf(organization).forEach(id -> tenancy.project(id).ifPresent(all::add));
        return all;
    }

    /**
     * The entries of a month. Where the month before or after is final they begin and end with that, else where the
     * month's beginning and end are in the log.
     */
    private InvoiceDao.Range range(OrganizationId organization, Month month, Set<String> projects) {
        long size = log.size();
        Set<String> scopes = new HashSet<>(projects);
        scopes.add(organization.value());
        InvoiceDao.Range before = dao.range(organization, month.month().minusMonths(1));
        InvoiceDao.Range after = dao.range(organization, month.month().plusMonths(1));
        long from =
                before != null ? before.to() : log.edge(scopes, month.from()).orElse(size);
        long to = after != null ? after.from() : log.edge(scopes, month.to()).orElse(size);
        return new InvoiceDao.Range(from, Math.max(from, Math.min(to, size)));
    }

    /** Newest first. */
    List<Invoice> list(Principal who, long before, int limit) {
        return dao.list(Acts.organization(who), before, limit);
    }

    /**
     * Makes the invoice of a month that is over.
     *
     * @param incomplete whether it may leave out what cannot be charged
     */
    Invoice finalize(Principal who, YearMonth month, boolean incomplete) {
        OrganizationId organization = Acts.organization(who);
        lock.lock();
        try {
            Month billed = Month.of(month, plans.list(organization));
            if (acts.now().isBefore(billed.to())) {
                throw new Refusal(
                        ErrorCode.CONFLICT,
                        month + " is not over.",
                        "month",
                        "It ends at " + billed.to() + "; GET /api/invoices/" + month + " shows how it stands.");
            }
            refuseSecond(organization, month);
            Bill bill = bill(organization, billed);
            if (!bill.missing().isEmpty() && !incomplete) {
                throw new Refusal(
                        ErrorCode.CONFLICT,
                        "Something was used that this invoice would not charge: " + String.join("; ", bill.missing())
                                + ".",
                        "incomplete",
                        "Change the plan, or say {\"incomplete\": true}.");
            }
            return insert(who, organization, month, bill);
        } finally {
            lock.unlock();
        }
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

    private Invoice insert(Principal who, OrganizationId organization, YearMonth month, Bill bill) {
        String text = Invoice.text(bill);
        Invoice made = dao.insert(new InvoiceDao.Fresh(
                ids.next("inv_"),
                organization,
                month,
                bill,
                text,
                hash(text),
                acts.now(),
                who.key().value()));
        if (made == null) {
            refuseSecond(organization, month);
            throw new IllegalStateException("the month had a final invoice and has none");
        }
        announce(organization, made);
        return made;
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

    /** Writes down what a process that died in between did not. */
    void resume() {
        dao.unannounced().forEach(owned -> announce(owned.organization(), owned.invoice()));
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
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
        }
    }

    /**
     * A charge that a line is made of.
     *
     * @param entry which the log has it in
     */
    record Made(Charged entry, String body, Charge charge) {}

    /**
     * @param next the entry to go on from; null at the end
     */
    record MadeOf(List<Made> made, @Nullable Long next) {}

    /** Entries are where they were logged. */
    private void requireOurs(Bill bill) {
        if (!bill.log().origin().equals(log.origin())) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "The entries of this invoice are in the log of another node, "
                            + bill.log().origin() + ".",
                    null,
                    "Ask that node.");
        }
    }

    /** What a line is made of, in the order of the log. */
    MadeOf madeOf(Bill bill, BillLine line, long from, int limit) {
        requireOurs(bill);
        List<Made> made = new ArrayList<>();
        long[] next = {-1};
        long first = Math.max(from, line.first() == null ? 0 : line.first());
        long end = line.last() == null ? 0 : line.last() + 1;
        log.read(first, end, EntryReader.KINDS, leaf -> {
            if (made.size() >= limit) {
                next[0] = leaf.entry();
                return false;
            }
            if (leaf.scope().equals(line.project())) {
                Charged entry = EntryReader.read(leaf);
                for (Charge charge : entry.charges()) {
                    if (line.has(entry, charge)) {
                        made.add(new Made(entry, new String(leaf.body(), StandardCharsets.UTF_8), charge));
                    }
                }
            }
            return true;
        });
        return new MadeOf(made, next[0] < 0 ? null : next[0]);
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

    /** The way from an entry to the root that the bill's checkpoint signs. */
    List<String> path(Bill bill, long entry) {
        return log.inclusion(entry, bill.log().size()).stream()
                .map(Base64.getEncoder()::encodeToString)
                .toList();
    }

    /** The trees beside the stretch of a bill: what its root can be made of without the other entries. */
    InvoiceFile.Header header(Invoice invoice) {
        requireOurs(invoice.bill());
        Bill.Stretch stretch = invoice.bill().log();
        return new InvoiceFile.Header(
                invoice.id(),
                invoice.number(),
                invoice.state().wire(),
                invoice.hash(),
                invoice.text(),
                log.cover(0, stretch.from()).stream().map(InvoiceFile.Side::of).toList(),
                log.cover(stretch.to(), stretch.size()).stream()
                        .map(InvoiceFile.Side::of)
                        .toList());
    }

    /**
     * A page of the stretch of a bill, a text for each entry: the bytes of those that it charges for, and the hash of
     * the leaf, in base64, of all others.
     */
    List<String> stretch(Principal who, Bill bill, long from, long before) {
        requireOurs(bill);
        Set<String> scopes = new HashSet<>();
        projects(Acts.organization(who))
                .forEach(project -> scopes.add(project.id().value()));
        Map<Long, String> bodies = new HashMap<>();
        log.read(from, before, EntryReader.KINDS, leaf -> {
            if (scopes.contains(leaf.scope())) {
                bodies.put(leaf.entry(), new String(leaf.body(), StandardCharsets.UTF_8));
            }
            return true;
        });
        List<String> texts = new ArrayList<>();
        long entry = from;
        for (byte[] hash : log.leafHashes(from, before)) {
            String body = bodies.get(entry++);
            texts.add(body == null ? Base64.getEncoder().encodeToString(hash) : body);
        }
        return texts;
    }
}
