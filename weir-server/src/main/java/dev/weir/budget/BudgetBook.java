package dev.weir.budget;

import dev.weir.spi.Money;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Subject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What was spent and what is set aside, by subject and period. A reservation is made in all the budgets that it needs,
 * or in none. At any time and in every window, what is settled and what is set aside together never pass a budget by a
 * reservation that was granted; a settlement above its reservation can, and is the caller's mistake.
 *
 * <p>Thread-safe: one lock, held for a few additions.
 */
final class BudgetBook {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Window> current = new HashMap<>();
    private Set<Place> touched = new HashSet<>();

    /** A budget and whom it is for. */
    record Bound(Subject subject, Budget budget) {
        private Place place() {
            return new Place(subject, budget.period(), budget.zone(), budget.currency());
        }
    }

    /** Budgets that differ in their amount only share what was spent. */
    record Place(Subject subject, Period period, ZoneId zone, String currency) {
        /** Whether a budget's amount is to be compared with what was spent here. */
        boolean isOf(Budget budget) {
            return period == budget.period() && zone.equals(budget.zone()) && currency.equals(budget.currency());
        }
    }

    /** One day, one month, or all time. */
    private static final class Window {
        private final Place place;
        private final Period.Span span;
        private Total settled = Total.ZERO;
        private Total reserved = Total.ZERO;

        Window(Place place, Period.Span span) {
            this.place = place;
            this.span = span;
        }
    }

    /**
     * How a budget stands.
     *
     * @param resetsAt when it is full again; null if never
     */
    record Standing(Total settled, Total reserved, @Nullable Instant resetsAt) {}

    /** The answer to the wish to spend. */
    sealed interface Outcome {
        /** The budget that has not enough left, the first of those that applied. */
        record Exceeded(Bound by, Standing standing) implements Outcome {}
    }

    /** Money that is set aside until it is settled, once. */
    final class Reservation implements Outcome {
        private final List<Window> windows;
        private final Total amount;
        private boolean open = true;

        private Reservation(List<Window> windows, Total amount) {
            this.windows = windows;
            this.amount = amount;
        }

        /** Tells what it cost; the rest is free again. Later calls change nothing. */
        void settle(Money cost) {
            Total truth = Total.of(cost);
            lock.lock();
            try {
                if (!open) {
                    return;
                }
                open = false;
                for (Window window : windows) {
                    window.reserved = window.reserved.minus(amount);
                    window.settled = window.settled.plus(truth);
                    touched.add(window.place);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sets {@code worst} aside in every one of these budgets, or in none. */
    Outcome reserve(List<Bound> budgets, Money worst, Instant now) {
        Total amount = Total.of(worst);
        lock.lock();
        try {
            List<Window> windows = new ArrayList<>(budgets.size());
            for (Bound applied : budgets) {
                Window window = window(applied.place(), now);
                Total after = window.settled.plus(window.reserved).plus(amount);
                if (after.compareTo(Total.of(applied.budget().amount())) > 0) {
                    return new Outcome.Exceeded(applied, standing(window));
                }
                if (!windows.contains(window)) {
                    windows.add(window);
                }
            }
            windows.forEach(window -> window.reserved = window.reserved.plus(amount));
            return new Reservation(windows, amount);
        } finally {
            lock.unlock();
        }
    }

    /** How a budget stands now. */
    Standing standing(Bound applied, Instant now) {
        lock.lock();
        try {
            return standing(window(applied.place(), now));
        } finally {
            lock.unlock();
        }
    }

    /** Whether what was spent of it so far is known. */
    boolean knows(Bound bound) {
        lock.lock();
        try {
            return current.containsKey(bound.place());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins with what was spent before, unless it is known already.
     *
     * @param before in the window that {@code now} is in
     */
    void begin(Bound bound, Total before, Instant now) {
        lock.lock();
        try {
            if (!current.containsKey(bound.place())) {
                window(bound.place(), now).settled = before;
                touched.add(bound.place());
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was spent in a window that is not over. */
    record Spent(Place place, Period.Span span, Total settled) {}

    /** The windows in which something was settled since this was asked before. */
    List<Spent> touched(Instant now) {
        lock.lock();
        try {
            Set<Place> places = touched;
            touched = new HashSet<>();
            List<Spent> spent = new ArrayList<>(places.size());
            for (Place place : places) {
                Window window = current.get(place);
                if (window != null && !window.span.endsBy(now)) {
                    spent.add(new Spent(place, window.span, window.settled));
                }
            }
            return spent;
        } finally {
            lock.unlock();
        }
    }

    /** Has a subject's windows looked at again, since its limits have changed. */
    void touch(Bound bound) {
        lock.lock();
        try {
            touched.add(bound.place());
        } finally {
            lock.unlock();
        }
    }

    private static Standing standing(Window window) {
        return new Standing(window.settled, window.reserved, window.span.to());
    }

    /** A clock that goes backwards opens no earlier window: what was spent then is not known any more. */
    private Window window(Place place, Instant now) {
        Window window = current.get(place);
        if (window == null || window.span.endsBy(now)) {
            window = new Window(place, place.period().of(now, place.zone()));
            current.put(place, window);
        }
        return window;
    }
}
