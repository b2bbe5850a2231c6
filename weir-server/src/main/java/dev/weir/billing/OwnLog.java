package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.billing.InvoiceDao.Range;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.OrganizationId;
import dev.weir.tenancy.Project;
import dev.weir.tenancy.Tenancy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** This node's log as bills see it: its part of each, and the entries that are behind it. Thread-safe. */
final class OwnLog {
    private final String node;
    private final Tenancy tenancy;
    private final LogReader log;
    private final Drafts drafts;
    private final Acts acts;

    OwnLog(String node, Tenancy tenancy, LogReader log, Acts acts) {
        this.node = node;
        this.tenancy = tenancy;
        this.log = log;
        this.drafts = new Drafts(log);
        this.acts = acts;
    }

    String node() {
        return node;
    }

    String origin() {
        return log.origin();
    }

    List<Project> projects(OrganizationId organization) {
        List<Project> all = new ArrayList<>();
        tenancy.projectsOf(organization).forEach(id -> tenancy.project(id).ifPresent(all::add));
        return all;
    }

    Set<String> scopes(OrganizationId organization) {
        return projects(organization).stream()
                .map(project -> project.id().value())
                .collect(Collectors.toSet());
    }

    /** What it has for the bill of a month, as it is now. */
    BillPart part(OrganizationId organization, Month month, Basis basis) {
        Instant asOf = acts.now();
        Set<String> scopes = scopes(organization);
        Range range = range(organization, month, basis, scopes);
        LogReader.Statement statement = log.statement(range.to());
        Bill.Stretch stretch = new Bill.Stretch(
                statement.origin(),
                range.from(),
                range.to(),
                asOf,
                statement.size(),
                statement.root(),
                statement.checkpoint(),
                statement.verifier());
        return drafts.sum(
                organization,
                month.month(),
                range,
                scopes,
                sums -> new BillPart(
                        node, stretch, month.from(), month.to(), sums.used(stretch.origin()), sums.repeated()));
    }

    /**
     * The entries of a month. Where the month before or after is final they begin and end with that, else where the
     * month's beginning and end are in the log.
     */
    Range range(OrganizationId organization, Month month, Basis basis) {
        return range(organization, month, basis, scopes(organization));
    }

    private Range range(OrganizationId organization, Month month, Basis basis, Set<String> projects) {
        long size = log.size();
        Set<String> scopes = new HashSet<>(projects);
        scopes.add(organization.value());
        Finals finals = basis.finals();
        return finals.within(
                origin(),
                month.month(),
                place(finals.begin(origin(), month.month()), basis, scopes, size),
                place(finals.end(origin(), month.month()), basis, scopes, size),
                size);
    }

    private long place(Finals.Edge edge, Basis basis, Set<String> scopes, long size) {
        Long entry = edge.entry();
        return entry != null
                ? entry
                : log.edge(scopes, Month.of(edge.month(), basis.plans()).from()).orElse(size);
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

    /** What a line is made of in this log, in its order. */
    MadeOf madeOf(BillLine line, long from, int limit) {
        Optional<BillLine.Part> part = line.part(origin());
        if (part.isEmpty()) {
            return new MadeOf(List.of(), null);
        }
        List<Made> made = new ArrayList<>();
        long[] next = {-1};
        log.read(Math.max(from, part.get().first()), part.get().last() + 1, EntryReader.KINDS, leaf -> {
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

    /** The way from an entry to the root that the stretch's checkpoint signs. */
    List<String> path(Bill.Stretch stretch, long entry) {
        return log.inclusion(entry, stretch.size()).stream()
                .map(Base64.getEncoder()::encodeToString)
                .toList();
    }

    /**
     * The stretch of a bill that is in this log.
     *
     * @throws Refusal if it has none
     */
    Bill.Stretch stretch(Bill bill) {
        return bill.log(origin())
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "This node's log, " + origin() + ", has no part in this invoice.",
                        null,
                        "Ask the nodes of its logs: "
                                + bill.logs().stream().map(Bill.Stretch::origin).collect(Collectors.joining(", "))
                                + "."));
    }

    /** The trees beside the stretch of a bill: what its root can be made of without the other entries. */
    InvoiceFile.Header header(Invoice invoice) {
        Bill.Stretch stretch = stretch(invoice.bill());
        return new InvoiceFile.Header(
                invoice.id(),
                invoice.number(),
                invoice.state().wire(),
                invoice.hash(),
                invoice.text(),
                stretch.origin(),
                log.cover(0, stretch.from()).stream().map(InvoiceFile.Side::of).toList(),
                log.cover(stretch.to(), stretch.size()).stream()
                        .map(InvoiceFile.Side::of)
                        .toList());
    }

    /**
     * A page of the log, a text for each entry: the bytes of those that a bill of the organization charges for, and the
     * hash of the leaf, in base64, of all others.
     */
    List<String> entries(OrganizationId organization, long from, long before) {
        Set<String> scopes = scopes(organization);
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
