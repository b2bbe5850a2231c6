package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.metering.Purse;
import dev.weir.notice.Notices;
import dev.weir.pipeline.Stage;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Projection;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Shares;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import java.time.Instant;
import java.util.List;

/** Wires the room. */
public final class BudgetRoom {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/budget/migrations";

    private final BudgetBook book = new BudgetBook();
    private final SpendDao spend;
    private final Budgets budgets;
    private final Tenancy tenancy;
    private final LimitTable table;
    private final Clock clock;
    private final Spending spending;

    /**
     * @param database opened with {@link #MIGRATIONS} and the ledger's
     */
    public BudgetRoom(Database database, Tenancy tenancy, LimitTable table, Clock clock) {
        this.tenancy = tenancy;
        this.table = table;
        this.clock = clock;
        this.spend = new SpendDao(database, Budgets::spenders);
        this.budgets = new Budgets(tenancy, table);
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

    public Routes routes() {
        return new BudgetRoutes(tenancy, budgets, book, clock).routes();
    }

    /**
     * Finds out what was spent before this process, when the {@link #projection} has followed the journal to its end,
     * and from then on whenever a budget is about to hold.
     *
     * @param catchUp waits until all that was settled is in the tables
     */
    public void resume(Runnable catchUp) {
        table.all().forEach(this::begin);
        tenancy.beforeLimits((subject, limits) -> {
            if (!limits.budgets().isEmpty()) {
                catchUp.run();
                begin(new Applied(subject, limits));
            }
        });
    }

    /** How these budgets stand, in their order. */
    public List<BudgetLine> lines(List<Applied> limits) {
        Instant now = clock.instant();
        return Budgets.bounds(limits).stream().map(bound -> line(bound, now)).toList();
    }

    private BudgetLine line(Bound bound, Instant now) {
        BudgetBook.Standing standing = book.standing(bound, now);
        return new BudgetLine(
                bound.subject(),
                bound.budget(),
                standing.settled().amount(),
                standing.reserved().amount(),
                standing.resetsAt());
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
            if (isEachUser(applied.subject())) {
                eachUser(applied.subject(), applied.limits(), budget);
            } else {
                begin(new Bound(applied.subject(), budget));
            }
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
            book.touch(bound);
            return;
        }
        Instant now = clock.instant();
        Budget budget = bound.budget();
        Instant from = budget.period().of(now, budget.zone()).from();
        book.begin(bound, spent(bound.subject(), budgets.projects(bound.subject()), budget.currency(), from), now);
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
}
