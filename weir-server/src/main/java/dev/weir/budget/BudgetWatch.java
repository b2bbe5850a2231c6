package dev.weir.budget;

import dev.weir.budget.BudgetBook.Spent;
import dev.weir.kernel.Clock;
import dev.weir.kernel.PlainDecimal;
import dev.weir.notice.Notice;
import dev.weir.notice.Notices;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Shares;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells when so much of a budget is spent that its owner should know. What is only set aside does not count. Each share
 * is told once in a window, and again if the budget's amount has changed.
 */
final class BudgetWatch implements Runnable {
    /** Nobody looks at a budget without periods for longer. */
    private static final int CENTS = 2;

    private static final int FINE = 4;
    private static final Duration NEWS = Duration.ofDays(7);

    private final BudgetBook book;
    private final LimitTable table;
    private final Budgets budgets;
    private final Tenancy tenancy;
    private final Shares usual;
    private final Notices notices;
    private final Clock clock;

    BudgetWatch(
            BudgetBook book,
            LimitTable table,
            Budgets budgets,
            Tenancy tenancy,
            Shares usual,
            Notices notices,
            Clock clock) {
        this.book = book;
        this.table = table;
        this.budgets = budgets;
        this.tenancy = tenancy;
        this.usual = usual;
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        book.touched(now).forEach(spent -> look(spent, now));
    }

    private void look(Spent spent, Instant now) {
        CallLimits limits = table.of(spent.place().subject());
        for (Budget budget : limits.budgets()) {
            if (spent.place().isOf(budget)) {
                Shares shares =
                        budget.warnAt() != null ? budget.warnAt() : limits.warnAt() != null ? limits.warnAt() : usual;
                shares.reached(spent.settled().amount(), budget.amount().amount())
                        .forEach(share -> tell(spent, budget, share, now));
            }
        }
    }

    private void tell(Spent spent, Budget budget, BigDecimal share, Instant now) {
        Subject subject = spent.place().subject();
        Instant from = spent.span().from();
        Instant to = spent.span().to();
        String id = Notice.id(
                "budget.warning",
                subject.scope().wire(),
                subject.owner(),
                subject.name(),
                budget.period().wire(),
                budget.zone().getId(),
                budget.currency(),
                from.toString(),
                budget.amount().toString(),
                share.toPlainString());
        if (notices.isTold(id)) {
            return;
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("share", share.toPlainString());
        details.put("limit", budget.amount().display());
        details.put("spent", spent.settled().display());
        details.put("currency", budget.currency());
        details.put("period", budget.period().wire());
        details.put("time_zone", budget.zone().getId());
        if (to != null) {
            details.put("from", from.toString());
            details.put("resets_at", to.toString());
        }
        tenancy.organizationOf(subject)
                .ifPresent(organization -> notices.tell(new Notice(
                        id,
                        "budget.warning",
                        organization,
                        Tenancy.projectOf(subject),
                        subject.scope().wire(),
                        subject.name(),
                        budgets.name(subject),
                        message(spent, budget, share),
                        now,
                        to == null ? now.plus(NEWS) : to,
                        details)));
    }

    private String message(Spent spent, Budget budget, BigDecimal share) {
        Subject subject = spent.place().subject();
        String whose = budgets.name(subject);
        String amount =
                PlainDecimal.of(budget.amount().amount()) + " " + budget.currency() + Spending.words(budget.period());
        return share.compareTo(BigDecimal.ONE) == 0
                ? "The budget of " + whose + " is used up: " + used(spent, budget) + " of " + amount + " are spent."
                : Shares.percent(share) + " of the budget of " + whose + " are used: " + used(spent, budget) + " of "
                        + amount + " are spent.";
    }

    /** To the cent, or finer where there are few; never more than is spent. */
    private static String used(Spent spent, Budget budget) {
        int decimals = budget.amount().amount().compareTo(BigDecimal.ONE) < 0 ? FINE : CENTS;
        return PlainDecimal.of(spent.settled().amount().setScale(decimals, RoundingMode.DOWN));
    }
}
