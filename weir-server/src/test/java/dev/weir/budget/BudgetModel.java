package dev.weir.budget;

import dev.weir.kernel.Clock;
import dev.weir.machine.Limited;
import dev.weir.machine.Wish;
import dev.weir.spi.Money;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Period;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Adds up everything that was set aside or spent. */
final class BudgetModel {
    static final long CENT = 10_000_000_000L;

    /** Puts its clock forward two days after the start. */
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** What was set aside or spent, by the calendar as it was when it was set aside. */
    record Taken(Wish wish, Instant at, long picos) {}

    private final Clock clock;
    private final List<Taken> reserved = new ArrayList<>();
    private final List<Taken> spent = new ArrayList<>();

    BudgetModel(Clock clock) {
        this.clock = clock;
    }

    static Budget budget(Limited limited) {
        return switch (limited) {
            case ORGANIZATION -> cents(900, Period.TOTAL, CallLimits.UTC);
            case PROJECT -> cents(60, Period.DAY, BERLIN);
            case KEY -> cents(200, Period.MONTH, CallLimits.UTC);
            case EACH_USER -> cents(25, Period.DAY, BERLIN);
            case ANN -> cents(40, Period.TOTAL, CallLimits.UTC);
            case SMALL -> cents(45, Period.DAY, CallLimits.UTC);
            case TEAM -> cents(70, Period.MONTH, BERLIN);
        };
    }

    private static Budget cents(long cents, Period period, ZoneId zone) {
        return new Budget(new Money(cents * CENT), "USD", period, zone);
    }

    boolean fits(Wish wish) {
        return wish.amount() == 0
                || Limited.of(wish).stream()
                        .allMatch(limited -> used(limited, wish) + wish.amount() <= allowed(limited));
    }

    static long allowed(Limited limited) {
        return budget(limited).amount().picodollars();
    }

    long used(Limited limited, Wish wish) {
        Budget budget = budget(limited);
        Instant from = budget.period().of(clock.instant(), budget.zone()).from();
        return Stream.concat(reserved.stream(), spent.stream())
                .filter(each ->
                        limited.applies(each.wish) && limited.place(each.wish).equals(limited.place(wish)))
                .filter(each -> !each.at.isBefore(from))
                .mapToLong(Taken::picos)
                .sum();
    }

    Taken reserve(Wish wish) {
        Taken taken = new Taken(wish, clock.instant(), wish.amount());
        reserved.add(taken);
        return taken;
    }

    void settle(Taken taken, long picos) {
        reserved.remove(taken);
        spent.add(new Taken(taken.wish, taken.at, picos));
    }

    /** What is open then may have cost all that was set aside. */
    void kill() {
        spent.addAll(reserved);
        reserved.clear();
    }
}
