package dev.weir.budget;

import dev.weir.budget.BudgetBook.Grant;
import dev.weir.budget.BudgetBook.Place;
import dev.weir.budget.BudgetBook.Report;
import dev.weir.kernel.Clock;
import dev.weir.metering.Total;
import dev.weir.store.Database;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares budgets with other nodes. A node spends only what was granted to it. Five times a second, and at once when a
 * call lacks something, a round tells the database what this node has spent and set aside, gives back what it does not
 * need, and takes what it lacks, as far as the grants of all nodes together stay within the budget. Beyond what it needs
 * a node holds a part of what is left, a sixteenth or less, so that calls need not wait for a round; where another node
 * lacks something, it gives that back, too.
 *
 * <p>A node that ends, however it ends, leaves its grants as they are. When it comes back, its journal says what it
 * spent, and the rest is given back. Until then nobody else can spend it: a budget is never passed because a node is
 * only thought to be gone.
 */
final class Leases implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    static final String MIGRATIONS = "dev/weir/budget/leases";

    private static final Logger log = LoggerFactory.getLogger(Leases.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration KEPT = Duration.ofDays(3);
    /** Longer than in what leases go by: a share that is too small harms less than one that is too large. */
    private static final Duration SILENT = Duration.ofMinutes(1);

    /** Nodes say that they are there every second, and their clocks differ by two at most. */
    private static final Duration LATELY = Duration.ofSeconds(10);

    private static final long SWEEP_NANOS = TimeUnit.HOURS.toNanos(1);

    private final BudgetBook book;
    private final LeaseDao dao;
    private final BiFunction<Place, Instant, Map<String, Total>> spent;
    private final Clock clock;
    private final Thread thread;
    private long lastBeat;
    private long lastSweep;
    private volatile boolean demanded;
    private volatile boolean stopping;
    private volatile boolean away;
    private volatile int alive = 1;

    /**
     * @param spent what each node has spent at a place since an instant, as far as it is in the ledger
     */
    Leases(Database database, String node, BiFunction<Place, Instant, Map<String, Total>> spent, Clock clock) {
        this.book = new BudgetBook(this::demanded);
        this.dao = new LeaseDao(database, node);
        this.spent = spent;
        this.clock = clock;
        this.thread = new Thread(this::run, "weir-leases");
        this.lastBeat = clock.nanoTime() - BEAT_NANOS;
        this.lastSweep = clock.nanoTime();
    }

    BudgetBook book() {
        return book;
    }

    /** Settles what an earlier life of this node held, and begins. The ledger has followed this node's journal. */
    void start() {
        settle();
        thread.start();
    }

    /** Gives back what an earlier life of this node held and did not spend. */
    void settle() {
        Instant now = clock.instant();
        beat();
        dao.held(now).forEach(place -> book.touch(place, null, now));
        round(false);
    }

    private void demanded() {
        if (!demanded) {
            demanded = true;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!stopping) {
            if (!demanded) {
                LockSupport.parkNanos(this, TICK_NANOS);
            }
            demanded = false;
            attempt();
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    private void attempt() {
        try {
            turn();
            if (away) {
                away = false;
                log.info("The database that shares the budgets is back");
            }
        } catch (StorageException e) {
            if (!away) {
                log.error(
                        "Budgets cannot be shared now, this node goes on with what it holds of them: {}",
                        e.getMessage());
            }
            away = true;
        } catch (RuntimeException bug) {
            log.error("Sharing budgets failed, it is tried again", bug);
        }
    }

    /** What the thread does each time. */
    void turn() {
        beat();
        round(false);
        sweep();
    }

    private void beat() {
        long now = clock.nanoTime();
        if (now - lastBeat >= BEAT_NANOS) {
            Instant instant = clock.instant();
            dao.seen(instant);
            alive = (int) dao.nodes().stream()
                    .filter(node -> node.at().isAfter(instant.minus(SILENT)))
                    .count();
            lastBeat = now;
        }
    }

    private void sweep() {
        long now = clock.nanoTime();
        if (now - lastSweep >= SWEEP_NANOS) {
            dao.deleteOver(clock.instant().minus(KEPT));
            lastSweep = now;
        }
    }

    private void round(boolean last) {
        Instant now = clock.instant();
        Set<Place> wanted;
        try {
            wanted = dao.wantedByOthers(now);
        } catch (RuntimeException e) {
            book.failed(List.of());
            throw e;
        }
        List<Report> reports = book.reports(wanted, last);
        try {
            List<Grant> grants = reports.isEmpty() ? List.of() : dao.exchange(reports, begun(reports), now);
            book.granted(grants, clock.instant());
        } catch (RuntimeException e) {
            book.failed(reports);
            throw e;
        }
    }

    private Map<Report, Map<String, Total>> begun(List<Report> reports) {
        Map<Report, Map<String, Total>> before = new HashMap<>();
        for (Report report : reports) {
            if (!report.begun()) {
                before.put(report, spent.apply(report.place(), report.span().from()));
            }
        }
        return before;
    }

    /** Has the book know how these budgets stand at all nodes, if the database answers within a second. */
    void look(List<BudgetBook.Bound> bounds, Instant now) {
        bounds.forEach(bound -> book.touch(bound, now));
        // A round that was on its way may have begun before.
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Boolean> round = book.nextRound();
            demanded();
            try {
                round.get(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                log.debug("what other nodes have spent is shown as it was", e);
            }
        }
    }

    /** The nodes that were ever here. */
    List<LeaseDao.Seen> nodes() {
        return dao.nodes();
    }

    /** What a node holds that will not come back counts as spent; in how many budgets it held something. */
    int giveUp(String gone) {
        return dao.giveUp(gone);
    }

    /** The nodes that were heard of in the last seconds, as far as this one's clock goes with theirs. */
    Set<String> heard() {
        Instant since = clock.instant().minus(LATELY);
        return dao.nodes().stream()
                .filter(node -> node.at().isAfter(since))
                .map(LeaseDao.Seen::node)
                .collect(Collectors.toSet());
    }

    /** How many nodes were heard of lately, this one among them. */
    int alive() {
        return alive;
    }

    /** Gives back what this node holds and does not need. What is still set aside stays held. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) {
                thread.join();
                round(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StorageException e) {
            log.warn(
                    "What this node holds of budgets could not be given back; its next start does: {}", e.getMessage());
        }
    }
}
