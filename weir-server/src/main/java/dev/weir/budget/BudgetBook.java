package dev.weir.budget;

import dev.weir.metering.Total;
import dev.weir.spi.Money;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What was spent and what is set aside, by subject and period. A reservation is made in all the budgets that it needs,
 * or in none. At any time and in every window, what is settled and what is set aside together never pass a budget by a
 * reservation that was granted; a settlement above its reservation can, and is the caller's mistake.
 *
 * <p>Where several nodes share the budgets, a window is bound by what was granted to this node instead, see {@link
 * Leases}: a wish that is larger is a demand, and what comes of it is known after the next round.
 *
 * <p>Thread-safe: one lock, held for a few additions.
 */
final class BudgetBook {
    private static final Duration ANSWER_HOLDS = Duration.ofSeconds(1);
    /** What is set aside may be several times too much while it is no more than this part of what is left. */
    private static final int SMALL_PART = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Window> current = new HashMap<>();
    private Set<Place> touched = new HashSet<>();
    private final @Nullable Runnable onDemand;
    private CompletableFuture<Boolean> round = new CompletableFuture<>();

    /** Of a node that is alone. */
    BudgetBook() {
        this.onDemand = null;
    }

    /**
     * Of one node of several.
     *
     * @param onDemand told when a wish is larger than what was granted; must not block
     */
    BudgetBook(Runnable onDemand) {
        this.onDemand = onDemand;
    }

    /** A budget and whom it is for. */
    record Bound(Subject subject, Budget budget) {
        Place place() {
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
        private @Nullable Share share;

        Window(Place place, Period.Span span) {
            this.place = place;
            this.span = span;
        }

        Total taken() {
            return settled.plus(reserved);
        }
    }

    /** This node's part of a window that several nodes share. */
    private static final class Share {
        private Total granted = Total.ZERO;
        private @Nullable Total amount;
        private Total demand = Total.ZERO;
        private Total othersSettled = Total.ZERO;
        private Total othersReserved = Total.ZERO;
        private Total cushion = Total.ZERO;
        private boolean begun;
        /** Until when it need not be asked again whether others give something back. */
        private Instant exhaustedUntil = Instant.MIN;

        private boolean lowered;
        private boolean changed = true;
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

        /**
         * Other nodes may have what is missing.
         *
         * @param round done when they were asked; false if they could not be
         */
        record Short(Bound by, Standing standing, CompletableFuture<Boolean> round) implements Outcome {}
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
                    changed(window);
                    touched.add(window.place);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static void changed(Window window) {
        if (window.share != null) {
            window.share.changed = true;
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
                if (window.taken()
                                .plus(amount)
                                .compareTo(Total.of(applied.budget().amount()))
                        > 0) {
                    return new Outcome.Exceeded(applied, standing(window));
                }
                if (!windows.contains(window)) {
                    windows.add(window);
                }
            }
            Outcome missing = onDemand == null ? null : demand(budgets, amount, now, onDemand);
            if (missing != null) {
                return missing;
            }
            for (Window window : windows) {
                window.reserved = window.reserved.plus(amount);
                changed(window);
            }
            return new Reservation(windows, amount);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether {@code worst}, with all that is set aside, is more than a small part of what is left in one of these
     * budgets.
     */
    boolean isTight(List<Bound> budgets, Money worst, Instant now) {
        Total amount = Total.of(worst);
        lock.lock();
        try {
            for (Bound applied : budgets) {
                Window window = window(applied.place(), now);
                Total most = Total.of(applied.budget().amount());
                Total limit =
                        window.share == null || window.share.granted.compareTo(most) > 0 ? most : window.share.granted;
                Total held = window.reserved.plus(amount);
                if (held.compareTo(limit.minus(window.settled).dividedBy(SMALL_PART)) > 0) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Adds an amount to what is settled, or takes it away, whether a budget has room for it or not. */
    void adjust(List<Bound> budgets, Money amount, Instant now) {
        Total more = Total.of(amount);
        lock.lock();
        try {
            budgets.stream()
                    .map(applied -> window(applied.place(), now))
                    .distinct()
                    .forEach(window -> {
                        window.settled = window.settled.plus(more);
                        changed(window);
                        touched.add(window.place);
                    });
        } finally {
            lock.unlock();
        }
    }

    /** What is missing of the grants; all that is missing is asked for at once. Null if nothing is. */
    private @Nullable Outcome demand(List<Bound> budgets, Total amount, Instant now, Runnable asked) {
        Outcome missing = null;
        for (Bound applied : budgets) {
            Window window = window(applied.place(), now);
            Share share = share(window);
            bind(window, share, Total.of(applied.budget().amount()));
            if (window.taken().plus(amount).compareTo(share.granted) > 0) {
                share.demand = share.demand.plus(amount);
                boolean hopeless = now.isBefore(share.exhaustedUntil);
                if (missing == null || hopeless) {
                    missing = hopeless
                            ? new Outcome.Exceeded(applied, standing(window))
                            : new Outcome.Short(applied, standing(window), round);
                }
            }
        }
        if (missing instanceof Outcome.Short) {
            asked.run();
        }
        return missing;
    }

    private static Share share(Window window) {
        Share share = window.share;
        if (share == null) {
            share = new Share();
            window.share = share;
        }
        return share;
    }

    /** A budget that was lowered is held to at once: what was granted of the higher one and is not used goes back. */
    private static void bind(Window window, Share share, Total amount) {
        if (share.amount != null && amount.compareTo(share.amount) < 0) {
            share.granted = window.taken();
            share.lowered = true;
        }
        if (!amount.equals(share.amount)) {
            share.amount = amount;
            share.exhaustedUntil = Instant.MIN;
            share.changed = true;
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
                    spent.add(new Spent(place, window.span, standing(window).settled()));
                }
            }
            return spent;
        } finally {
            lock.unlock();
        }
    }

    /** Has a subject's windows looked at again, since its limits have changed. */
    void lookAgain(Bound bound) {
        lock.lock();
        try {
            touched.add(bound.place());
        } finally {
            lock.unlock();
        }
    }

    private static Standing standing(Window window) {
        Share share = window.share;
        return share == null
                ? new Standing(window.settled, window.reserved, window.span.to())
                : new Standing(
                        window.settled.plus(share.othersSettled),
                        window.reserved.plus(share.othersReserved),
                        window.span.to());
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

    /**
     * A window as this node tells others of it.
     *
     * @param begun whether it is known what this node spent of it before
     * @param granted what this node goes on with, whatever the others say
     * @param demand what calls wait for
     * @param frugal whether nothing is wanted beyond that, because others lack it
     * @param amount the whole budget; null if there is none any more
     */
    record Report(
            Place place,
            Period.Span span,
            boolean begun,
            Total settled,
            Total reserved,
            Total granted,
            Total demand,
            boolean frugal,
            @Nullable Total amount) {
        Total taken() {
            return settled.plus(reserved);
        }
    }

    /**
     * What came of a report.
     *
     * @param settled what this node has spent in all, where that was not known before
     * @param exhausted whether neither the rest of the budget nor what others could give back is enough
     * @param cushion what to hold beyond what is needed from now on
     */
    record Grant(
            Report report,
            @Nullable Total settled,
            Total granted,
            Total othersSettled,
            Total othersReserved,
            boolean exhausted,
            Total cushion) {}

    /** Has a budget told in the next round, and a part of it taken. */
    void touch(Bound bound, Instant now) {
        touch(bound.place(), Total.of(bound.budget().amount()), now);
    }

    /** Has a window told in the next round. */
    void touch(Place place, @Nullable Total amount, Instant now) {
        lock.lock();
        try {
            Window window = window(place, now);
            Share share = share(window);
            if (amount != null) {
                bind(window, share, amount);
            }
            share.changed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Done after the next round; false if it failed. */
    CompletableFuture<Boolean> nextRound() {
        lock.lock();
        try {
            return round;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What there is to tell. What is held beyond what is needed is given up here, before others are told of it.
     *
     * @param wanted the windows of which others want more than there is
     * @param last whether this node is about to end
     */
    List<Report> reports(Set<Place> wanted, boolean last) {
        lock.lock();
        try {
            List<Report> reports = new ArrayList<>();
            for (Window window : current.values()) {
                Share share = window.share;
                if (share != null) {
                    boolean frugal = last || wanted.contains(window.place);
                    boolean slack = share.granted.compareTo(window.taken()) > 0;
                    if (share.changed || share.demand.compareTo(Total.ZERO) > 0 || (frugal && slack)) {
                        reports.add(report(window, share, frugal));
                    }
                }
            }
            return reports;
        } finally {
            lock.unlock();
        }
    }

    private static Report report(Window window, Share share, boolean frugal) {
        Total cushion = frugal ? Total.ZERO : share.cushion;
        Total kept = window.taken().plus(share.demand).plus(cushion);
        if (kept.compareTo(share.granted) < 0) {
            share.granted = kept;
        }
        Report report = new Report(
                window.place,
                window.span,
                share.begun,
                window.settled,
                window.reserved,
                share.granted,
                share.demand,
                frugal,
                share.amount);
        share.demand = Total.ZERO;
        share.changed = false;
        share.lowered = false;
        return report;
    }

    /** Takes over what came of the reports, and lets those who wait try again. */
    void granted(List<Grant> grants, Instant now) {
        lock.lock();
        try {
            grants.forEach(grant -> take(grant, now));
            finish(true);
        } finally {
            lock.unlock();
        }
    }

    private void take(Grant grant, Instant now) {
        Window window = current.get(grant.report().place());
        Share share = window == null ? null : window.share;
        if (window == null
                || share == null
                || !window.span.equals(grant.report().span())) {
            return;
        }
        if (!share.begun && grant.settled() != null) {
            window.settled = window.settled.plus(grant.settled());
            share.begun = true;
        }
        if (!share.lowered) {
            share.granted = grant.granted();
        }
        share.othersSettled = grant.othersSettled();
        share.othersReserved = grant.othersReserved();
        share.exhaustedUntil = grant.exhausted() ? now.plus(ANSWER_HOLDS) : Instant.MIN;
        share.cushion = grant.cushion();
    }

    /** The others could not be asked; what was to be told is told again. */
    void failed(List<Report> reports) {
        lock.lock();
        try {
            for (Report report : reports) {
                Window window = current.get(report.place());
                if (window != null) {
                    changed(window);
                }
            }
            finish(false);
        } finally {
            lock.unlock();
        }
    }

    private void finish(boolean well) {
        CompletableFuture<Boolean> over = round;
        round = new CompletableFuture<>();
        over.complete(well);
    }
}
