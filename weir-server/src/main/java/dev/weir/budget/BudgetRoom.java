package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.metering.Purse;
import dev.weir.metering.Total;
import dev.weir.pipeline.Stage;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import dev.weir.usage.Spent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wires the room. */
public final class BudgetRoom {
    private final BudgetBook book = new BudgetBook();
    private final Spent spent;
    private final Budgets budgets;
    private final Tenancy tenancy;
    private final LimitTable table;
    private final Clock clock;
    private final Spending spending;
    private final ReentrantLock beginnings = new ReentrantLock();

    /**
     * @param spent what the ledger adds up to
     */
    public BudgetRoom(Spent spent, Tenancy tenancy, LimitTable table, Clock clock) {
        this.tenancy = tenancy;
        this.table = table;
        this.clock = clock;
        this.spent = spent;
        this.budgets = new Budgets(tenancy, table);
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

    public Routes routes() {
        return new BudgetRoutes(tenancy, budgets, book, clock).routes();
    }

    /**
     * Finds out what was spent before this process, when the totals have followed the journal to its end,
     * and from then on whenever a budget is about to hold.
     *
     * @param catchUp waits until all that was settled is in the tables
     */
    public void resume(Runnable catchUp) {
        table.all().forEach(this::begin);
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

    /**
     * A budget and how it stands.
     *
     * @param name what people call whose it is: {@code project 'support'}
     */
    public record Line(
            String name,
            Budget budget,
            Total settled,
            Total reserved,
            @Nullable Instant resetsAt) {}

    /** The budgets of an organization and of one of its projects. */
    public List<Line> standings(OrganizationId organization, ProjectId project) {
        Instant now = clock.instant();
        return Stream.of(Subject.of(organization), Subject.of(project))
                .flatMap(subject -> budgets.of(subject).stream())
                .map(bound -> line(bound, now))
                .toList();
    }

    private Line line(Bound bound, Instant now) {
        BudgetBook.Standing standing = book.standing(bound, now);
        return new Line(
                budgets.name(bound.subject()),
                bound.budget(),
                standing.settled(),
                standing.reserved(),
                standing.resetsAt());
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
        for (String user : spent.users(project, budget.currency(), from)) {
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

    private Total spent(Subject subject, List<ProjectId> projects, String currency, Instant from) {
        Total sum = Total.ZERO;
        for (ProjectId project : projects) {
            Scope scope = subject.scope() == Scope.ORGANIZATION ? Scope.PROJECT : subject.scope();
            String name = subject.scope() == Scope.ORGANIZATION ? project.value() : subject.name();
            sum = sum.plus(spent.since(project, scope, name, currency, from));
        }
        return sum;
    }
}
