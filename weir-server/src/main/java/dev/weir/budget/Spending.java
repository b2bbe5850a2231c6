package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.budget.BudgetBook.Reservation;
import dev.weir.budget.BudgetBook.Standing;
import dev.weir.kernel.Clock;
import dev.weir.metering.Purse;
import dev.weir.metering.Worst;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Money;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Sets an attempt's worst case aside in all the budgets that its call is held to. Thread-safe. */
final class Spending implements Purse {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BudgetBook book;
    private final Function<Call, List<Bound>> budgets;
    private final Function<Subject, String> names;
    private final Clock clock;

    /**
     * @param budgets those that a call is held to, from memory
     * @param names what people call a subject: {@code key 'support'}
     */
    Spending(BudgetBook book, Function<Call, List<Bound>> budgets, Function<Subject, String> names, Clock clock) {
        this.book = book;
        this.budgets = budgets;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public boolean isTight(Call call, Worst worst) {
        Money most = worst.cost();
        if (most == null || most.equals(Money.ZERO)) {
            return false;
        }
        List<Bound> applied = budgets.apply(call);
        return !applied.isEmpty() && book.isTight(applied, most, clock.instant());
    }

    @Override
    public Purse.Outcome hold(Call call, Worst most) {
        Money worst = most.cost();
        String currency = most.currency();
        List<Bound> applied = budgets.apply(call);
        if (applied.isEmpty()) {
            return Held.NOTHING;
        }
        if (worst == null || currency == null) {
            return new Denied(unpriced(call, applied.getFirst()));
        }
        if (worst.equals(Money.ZERO)) {
            return Held.NOTHING;
        }
        for (Bound each : applied) {
            if (!each.budget().currency().equals(currency)) {
                return new Denied(foreign(call, each, currency));
            }
        }
        Instant now = clock.instant();
        return switch (reserve(applied, worst, now)) {
            case BudgetBook.Outcome.Exceeded(Bound by, Standing standing) ->
                new Denied(exceeded(by, standing, worst, bounded(most), now));
            case BudgetBook.Outcome.Short elsewhere -> new Denied(held(elsewhere));
            case Reservation reservation -> (Held) cost -> reservation.settle(cost == null ? Money.ZERO : cost);
        };
    }

    /** Waits, a second at most, for what other nodes may give back. */
    private BudgetBook.Outcome reserve(List<Bound> applied, Money worst, Instant now) {
        long end = clock.nanoTime() + LONGEST_WAIT_NANOS;
        BudgetBook.Outcome outcome = book.reserve(applied, worst, now);
        while (outcome instanceof BudgetBook.Outcome.Short missing && isOver(missing.round(), end - clock.nanoTime())) {
            outcome = book.reserve(applied, worst, now);
        }
        return outcome;
    }

    private static boolean isOver(CompletableFuture<Boolean> round, long nanos) {
        try {
            return nanos > 0 && round.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Refused held(BudgetBook.Outcome.Short missing) {
        return new Refused(
                ErrorCode.STORAGE_UNAVAILABLE,
                "What this node holds of the budget of "
                        + names.apply(missing.by().subject())
                        + " is used up, and it could not get more: other nodes hold the rest, or the database that they"
                        + " share cannot be reached.",
                null,
                "Try again in a second.",
                Duration.ofSeconds(1),
                null);
    }

    private Refused unpriced(Call call, Bound applied) {
        return Refused.of(
                ErrorCode.INSUFFICIENT_QUOTA,
                call.chosenTarget().name() + " has no price, and " + names.apply(applied.subject())
                        + " has a budget: what the call costs could not be counted.",
                "model",
                "Give it a price under prices in weir.yaml, or with ./weir prices set.");
    }

    private Refused foreign(Call call, Bound applied, String currency) {
        return Refused.of(
                ErrorCode.INSUFFICIENT_QUOTA,
                "The price of " + call.chosenTarget().name() + " is in " + currency + ", and the budget of "
                        + names.apply(applied.subject()) + " in "
                        + applied.budget().currency() + ".",
                "model",
                "Give it a price in " + applied.budget().currency()
                        + " under prices in weir.yaml, or with ./weir prices set.");
    }

    private static String bounded(Worst most) {
        return switch (most.bound()) {
            case TOKENIZER -> " (its input bounded by the model's tokenizer)";
            case BYTES -> " (its input bounded by its bytes)";
            case GIVEN -> "";
        };
    }

    private Refused exceeded(Bound by, Standing standing, Money worst, String how, Instant now) {
        Budget budget = by.budget();
        Instant resets = standing.resetsAt();
        String what = "The budget of " + names.apply(by.subject()) + " has not enough left: of "
                + budget.amount().display() + " " + budget.currency() + words(budget.period()) + ", "
                + standing.settled().display() + " are spent and "
                + standing.reserved().display()
                + " set aside for calls in progress; this call may cost up to " + worst.display() + how + ".";
        return new Refused(
                ErrorCode.INSUFFICIENT_QUOTA,
                what,
                null,
                resets == null
                        ? "Raise the budget, or ask for fewer output tokens."
                        : "It is full again at " + resets + "; or ask for fewer output tokens.",
                resets == null ? null : Duration.between(now, resets),
                null);
    }

    static String words(Period period) {
        return switch (period) {
            case DAY -> " a day";
            case MONTH -> " a month";
            case TOTAL -> " in total";
        };
    }
}
