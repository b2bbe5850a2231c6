package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.metering.Purse;
import dev.weir.pipeline.Stage;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.Projection;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Wires the room. Closed after the last call is over, and before the databases. */
public final class BudgetRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/budget/migrations";

    /** The resource folder of the scripts of what nodes share. */
    public static final String SHARED_MIGRATIONS = Leases.MIGRATIONS;

    /** Of more budgets a node takes its part when they are first asked for. */
    private static final int MOST_BEGUN = 1000;

    private final @Nullable Leases leases;
    private final BudgetBook book;
    private final SpendDao spend;
    private final Budgets budgets;
    private final Tenancy tenancy;
    private final LimitTable table;
    private final Clock clock;
    private final Spending spending;

    /**
     * @param database opened with {@link #MIGRATIONS} and the ledger's
     * @param shared opened with {@link #SHARED_MIGRATIONS}, where several nodes share the budgets; null for one node
     * @param node in whose journal calls are
     */
    public BudgetRoom(
            Database database, @Nullable Database shared, Tenancy tenancy, LimitTable table, String node, Clock clock) {
        this.tenancy = tenancy;
        this.table = table;
        this.clock = clock;
        this.spend = new SpendDao(database, Budgets::spenders, node);
        this.budgets = new Budgets(tenancy, table);
        this.leases = shared == null ? null : new Leases(shared, node, this::spentByNode, clock);
        this.book = leases == null ? new BudgetBook() : leases.book();
        this.spending = new Spending(book, budgets::of, budgets::name, clock);
    }

    /** Adds up what is spent. Has to come before the ledger in its projector. */
    public Projection projection() {
        return spend;
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
     * Finds out what was spent before this process, when the {@link #projection} has followed the journal to its end,
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
                catchUp.run();
                begin(new Applied(subject, limits));
            }
        });
    }

    private void share(Leases with) {
        Instant now = clock.instant();
        Budgets.bounds(table.all()).stream()
                .filter(bound -> !isEachUser(bound.subject()))
                .limit(MOST_BEGUN)
                .forEach(bound -> with.book().touch(bound, now));
        with.start();
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
        for (String user : spend.spenders(project, Scope.USER, budget.currency(), from)) {
            Subject subject = new Subject(Scope.USER, each.owner(), user);
            if (table.of(subject).equals(limits) || table.of(subject).isNone()) {
                begin(new Bound(subject, budget));
            }
        }
    }

    private void begin(Bound bound) {
        if (book.knows(bound)) {
            return;
        }
        Instant now = clock.instant();
        Budget budget = bound.budget();
        Instant from = budget.period().of(now, budget.zone()).from();
        book.begin(bound, spent(bound.subject(), budgets.projects(bound.subject()), budget.currency(), from), now);
    }

    private Map<String, Total> spentByNode(BudgetBook.Place place, Instant from) {
        Map<String, Total> sums = new HashMap<>();
        Subject subject = place.subject();
        for (ProjectId project : budgets.projects(subject)) {
            Scope scope = subject.scope() == Scope.ORGANIZATION ? Scope.PROJECT : subject.scope();
            String name = subject.scope() == Scope.ORGANIZATION ? project.value() : subject.name();
            spend.spentByNode(project, scope, name, place.currency(), from)
                    .forEach((node, total) -> sums.merge(node, total, Total::plus));
        }
        return sums;
    }

    private Total spent(Subject subject, List<ProjectId> projects, String currency, Instant from) {
        Total sum = Total.ZERO;
        for (ProjectId project : projects) {
            Scope scope = subject.scope() == Scope.ORGANIZATION ? Scope.PROJECT : subject.scope();
            String name = subject.scope() == Scope.ORGANIZATION ? project.value() : subject.name();
            sum = sum.plus(spend.spent(project, scope, name, currency, from));
        }
        return sum;
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
