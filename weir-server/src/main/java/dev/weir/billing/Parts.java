package dev.weir.billing;

import dev.weir.billing.PartDao.Ask;
import dev.weir.billing.PartDao.Told;
import dev.weir.spi.OrganizationId;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the parts of a bill come from. A node reads its own log only; those that share a database ask each other there,
 * and look several times a second whether they are asked. Who makes a bill waits for those that are there; for one that
 * is not there is what it told before, if the ledger knows of nothing that it served since. Thread-safe.
 */
final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int PAUSES_A_SECOND = 20;

    /** Nobody waits any more for what was asked earlier, however the nodes' clocks differ. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final OwnLog own;
    private final Function<OrganizationId, Basis> basis;
    private final @Nullable Shared shared;
    private final Acts acts;
    private @Nullable Thread thread;
    private boolean away;

    /**
     * What nodes have in common.
     *
     * @param alive the nodes that were heard of in the last seconds
     */
    record Shared(PartDao parts, ServedDao served, Supplier<Set<String>> alive) {}

    /**
     * @param basis what bills of an organization go by now
     * @param shared null where this node is alone
     */
    Parts(OwnLog own, Function<OrganizationId, Basis> basis, @Nullable Shared shared, Acts acts) {
        this.own = own;
        this.basis = basis;
        this.shared = shared;
        this.acts = acts;
    }

    /** Answers others from now on. */
    void start() {
        if (shared != null) {
            thread = Thread.ofVirtual().name("weir-bill-parts").start(() -> answer(shared));
        }
    }

    /**
     * All parts of a bill.
     *
     * @param parts by the names of their logs
     * @param missing which nodes' parts are old or absent, in sentences
     * @param lost the names of the logs whose entries of the month no later invoice would have
     */
    record Gathered(List<BillPart> parts, List<String> missing, List<String> lost) {}

    /**
     * @param patience how many seconds to wait for nodes that are there
     */
    Gathered gather(OrganizationId organization, Month month, Basis known, int patience) {
        if (shared == null) {
            return new Gathered(List.of(own.part(organization, month, known)), List.of(), List.of());
        }
        Ask ask = shared.parts.ask(organization, month.month(), acts.now());
        BillPart mine = own.part(organization, month, known);
        shared.parts.tell(ask, mine);
        await(shared, ask, patience);
        return chosen(shared, month, known, mine, ask);
    }

    private void await(Shared with, Ask ask, int patience) {
        Set<String> alive = with.alive.get();
        for (int i = 1; i <= patience * PAUSES_A_SECOND && !isAnswered(with, ask, alive); i++) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            alive = i % PAUSES_A_SECOND == 0 ? with.alive.get() : alive;
        }
    }

    private boolean isAnswered(Shared with, Ask ask, Set<String> alive) {
        Set<String> left = new HashSet<>(alive);
        left.remove(own.node());
        return left.isEmpty()
                || with.parts
                        .answered(ask)
                        .map(nodes -> nodes.containsAll(left))
                        .orElse(true);
    }

    private Gathered chosen(Shared with, Month month, Basis known, BillPart mine, Ask ask) {
        Map<String, BillPart> parts = new HashMap<>();
        Set<String> current = new HashSet<>(Set.of(own.node()));
        for (Told told : with.parts.told(ask.organization(), month.month())) {
            BillPart part = told.part();
            if (known.finals().allow(part.log().origin(), month.month(), part.range())) {
                parts.put(part.node(), part);
                boolean over = !part.log().asOf().isBefore(month.to());
                if (told.ask() >= ask.number() && part.isOf(month) && (over || isRunning(month))) {
                    current.add(part.node());
                }
            }
        }
        parts.put(own.node(), mine);
        Set<String> lost = known.finals().needed(month.month());
        parts.values().forEach(part -> lost.remove(part.log().origin()));
        return new Gathered(
                parts.values().stream()
                        .sorted(Comparator.comparing(part -> part.log().origin()))
                        .toList(),
                missing(with, month, own.scopes(ask.organization()), parts, current),
                lost.stream().sorted().toList());
    }

    private boolean isRunning(Month month) {
        return acts.now().isBefore(month.to());
    }

    /** Who may have served something of the month that no part has. */
    private static List<String> missing(
            Shared with, Month month, Collection<String> projects, Map<String, BillPart> parts, Set<String> current) {
        BiFunction<Instant, Instant, Set<String>> served = (from, to) -> with.served.between(projects, from, to);
        List<String> missing = new ArrayList<>();
        for (String node :
                served.apply(month.from(), month.to()).stream().sorted().toList()) {
            BillPart part = parts.get(node);
            if (part == null) {
                missing.add("the node " + node + " served calls of " + month.month()
                        + " and has not told what is in its log");
            } else if (!current.contains(node) && !isWhole(part, month, node, served)) {
                missing.add(
                        "the node " + node + " served calls of " + month.month() + " and told what is in its log at "
                                + part.log().asOf() + " for the last time; what it logged later is not charged");
            }
        }
        return missing;
    }

    /** Whether the part has all of the month, or all that the ledger knows of. */
    private static boolean isWhole(
            BillPart part, Month month, String node, BiFunction<Instant, Instant, Set<String>> served) {
        Instant asOf = part.log().asOf();
        return part.isOf(month)
                && (!asOf.isBefore(month.to())
                        || !served.apply(asOf, month.to()).contains(node));
    }

    private void answer(Shared with) {
        try {
            while (true) {
                Thread.sleep(EVERY);
                look(with);
            }
        } catch (InterruptedException closing) {
            log.debug("No longer looking for bills that others wait for");
        }
    }

    private void look(Shared with) {
        try {
            for (Ask ask : with.parts.open(own.node(), acts.now().minus(FORGOTTEN))) {
                Basis known = basis.apply(ask.organization());
                Month month = Month.of(ask.month(), known.plans());
                with.parts.tell(ask, own.part(ask.organization(), month, known));
            }
            away = false;
        } catch (StorageException | IllegalStateException e) {
            if (!away) {
                log.warn("Other nodes are not told now what is in this node's log: {}", e.getMessage());
            }
            away = true;
        } catch (RuntimeException bug) {
            log.error("Another node could not be told what is in this node's log", bug);
        }
    }

    @Override
    public void close() {
        Thread looking = thread;
        if (looking != null) {
            looking.interrupt();
            try {
                looking.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
