package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.metering.Purse;
import dev.weir.metering.Total;
import dev.weir.notice.Notices;
import dev.weir.pipeline.Stage;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Shares;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import dev.weir.usage.Spent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wires the room. Closed after the last call is over, and before the databases. */
public final class BudgetRoom implements AutoCloseable {
    /** The resource folder of the scripts of what nodes share. */
    public static final String SHARED_MIGRATIONS = Leases.MIGRATIONS;

    /** Of more budgets a node takes its part when they are first asked for. */
    private static final int MOST_BEGUN = 1000;

    private final @Nullable Leases leases;
    private final BudgetBook book;
    private final Spent spent;
    private final Budgets budgets;
    private final Tenancy tenancy;
    private final LimitTable table;
    private final Clock clock;
    private final Spending spending;
    private final ReentrantLock beginnings = new ReentrantLock();

    /**
     * @param spent what the ledger adds up to
     * @param shared opened with {@link #SHARED_MIGRATIONS}, where several nodes share the budgets; null for one node
     * @param node in whose journal calls are
     */
    public BudgetRoom(
            Spent spent, @Nullable Database shared, Tenancy tenancy, LimitTable table, String node, Clock clock) {
        this.tenancy = tenancy;
        this.table = table;
        this.clock = clock;
        this.spent = spent;
        this.budgets = new Budgets(tenancy, table);
        this.leases = shared == null ? null : new Leases(shared, node, this::spentByNode, clock);
        this.book = leases == null ? new BudgetBook() : leases.book();
        this.spending = new Spending(book, budgets::of, budgets::name, clock);
    }

    /** Asked before every attempt. */
    public Purse purse() {
        return spending;
    }

    /**
     * Stands before routing.
     *
     * @param outputTokens the bound that calls under a budget get whose callers set none
     */
    public Stage stage(long outputTokens) {
        return new OutputBoundStage(budgets::of, outputTokens);
    }

    /**
     * @param audit takes what administrators do
     */
    public Routes routes(Consumer<AdminAction> audit) {
        return new NodeRoutes(leases, audit, clock)
                .addTo(new BudgetRoutes(tenancy, budgets, book, leases, clock).routes());
    }

    /**
     * Finds out what was spent before this process, when the totals have followed the journal to its end,
     * and from then on whenever a budget is about to hold.
     *
     * @param catchUp waits until all that was settled is in the tables
     */
    public void resume(Runnable catchUp) {
        if (leases != null) {
            share(leases);
        } else {
            table.all().forEach(this::begin);
        }
        tenancy.beforeLimits((subject, limits) -> {
            if (!limits.budgets().isEmpty()) {
                beginnings.lock();
                try {
                    catchUp.run();
                    begin(new Applied(subject, limits));
                } finally {
                    beginnings.unlock();
                }
            }
        });
    }

    /**
     * Counts an adjustment in the budgets of whom it is about.
     *
     * @param write writes it down; no budget begins to hold meanwhile, so that each counts it once
     */
    public void adjust(Adjustment adjustment, Runnable write) {
        beginnings.lock();
        try {
            write.run();
            book.adjust(budgets.of(adjustment), adjustment.amount(), clock.instant());
        } finally {
            beginnings.unlock();
        }
    }

    /** The budgets of an organization and of one of its projects. */
    public List<BudgetLine> standings(OrganizationId organization, ProjectId project) {
        return standing(Stream.of(Subject.of(organization), Subject.of(project))
                .flatMap(subject -> budgets.of(subject).stream())
                .toList());
    }

    /** How these budgets stand, in their order. */
    public List<BudgetLine> lines(List<Applied> limits) {
        return standing(Budgets.bounds(limits));
    }

    private List<BudgetLine> standing(List<Bound> bounds) {
        Instant now = clock.instant();
        if (leases != null) {
            leases.look(bounds, now);
        }
        return bounds.stream().map(bound -> line(bound, now)).toList();
    }

    private BudgetLine line(Bound bound, Instant now) {
        BudgetBook.Standing standing = book.standing(bound, now);
        return new BudgetLine(
                bound.subject(), bound.budget(), standing.settled(), standing.reserved(), standing.resetsAt());
    }

    /** What people call whose a budget is: {@code project 'support'}. */
    public String name(Subject subject) {
        return budgets.name(subject);
    }

    private void share(Leases with) {
        Instant now = clock.instant();
        Budgets.bounds(table.all()).stream()
                .filter(bound -> !isEachUser(bound.subject()))
                .limit(MOST_BEGUN)
                .forEach(bound -> with.book().touch(bound, now));
        with.start();
    }

    /**
     * Tells when shares of budgets are reached, whenever it is run.
     *
     * @param usual the shares of budgets that name none
     */
    public Runnable watch(Notices notices, Shares usual) {
        return new BudgetWatch(book, table, budgets, tenancy, usual, notices, clock);
    }

    private void begin(Applied applied) {
        for (Budget budget : applied.limits().budgets()) {
            if (leases != null) {
                touch(new Bound(applied.subject(), budget));
            } else if (isEachUser(applied.subject())) {
                eachUser(applied.subject(), applied.limits(), budget);
            } else {
                begin(new Bound(applied.subject(), budget));
            }
        }
    }

    /** Each user's is taken part of when the user first calls. */
    private void touch(Bound bound) {
        if (!isEachUser(bound.subject())) {
            book.touch(bound, clock.instant());
        }
    }

    private static boolean isEachUser(Subject subject) {
        return subject.scope() == Scope.USER && subject.name().equals(LimitTable.EACH);
    }

    private void eachUser(Subject each, CallLimits limits, Budget budget) {
        ProjectId project = new ProjectId(each.owner());
        Instant from = budget.period().of(clock.instant(), budget.zone()).from();
        for (String user : spent.users(project, budget.currency(), from)) {
            Subject subject = new Subject(Scope.USER, each.owner(), user);
            if (table.of(subject).equals(limits) || table.of(subject).isNone()) {
                begin(new Bound(subject, budget));
            }
        }
    }

    private void begin(Bound bound) {
        if (book.knows(bound)) {
            book.lookAgain(bound);
            return;
        }
        Instant now = clock.instant();
        Budget budget = bound.budget();
        Instant from = budget.period().of(now, budget.zone()).from();
        Total settled = spentByNode(bound.place(), from).values().stream().reduce(Total.ZERO, Total::plus);
        book.begin(bound, settled, now);
    }

    private Map<String, Total> spentByNode(BudgetBook.Place place, Instant from) {
        Map<String, Total> sums = new HashMap<>();
        Subject subject = place.subject();
        for (ProjectId project : budgets.projects(subject)) {
            Scope scope = subject.scope() == Scope.ORGANIZATION ? Scope.PROJECT : subject.scope();
            String name = subject.scope() == Scope.ORGANIZATION ? project.value() : subject.name();
            spent.byNode(project, scope, name, place.currency(), from)
                    .forEach((node, total) -> sums.merge(node, total, Total::plus));
        }
        return sums;
    }

    /** The nodes that were heard of in the last seconds; none where this one is alone. */
    public Set<String> heard() {
        return leases == null ? Set.of() : leases.heard();
    }

    /** How many nodes share the budgets, as far as was last heard. */
    public int nodes() {
        return leases == null ? 1 : leases.alive();
    }

    /** Gives back what this node holds of budgets that it shares. */
    @Override
    public void close() {
        if (leases != null) {
            leases.close();
        }
    }
}
