package dev.weir.limits;

import dev.weir.kernel.Clock;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What calls have used of their limits. A call takes what it needs from every limit that applies, or nothing: no window
 * of 60 seconds, wherever it begins, and no day has more requests or more tokens than each limit says, as far as calls
 * used no more than they took. A call that used more is charged with the rest when it ends, and the next ones wait for
 * it.
 *
 * <p>Subjects without calls are forgotten. Of users, whose names are whatever callers write, so many are told apart;
 * those who come when there are that many share one meter.
 *
 * <p>Thread-safe: one lock, held for a few additions.
 */
final class RateBook implements Rates {
    private static final long NANOS = 1_000_000_000L;
    private static final long SWEEP_SECONDS = 60;
    /** A meter has some 300 bytes. */
    private static final int MOST_METERS = 100_000;

    private final Clock clock;
    private final int most;
    private final Map<Subject, Meter> meters = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Set<Subject> touched = new HashSet<>();
    private long nextSweep = Long.MIN_VALUE;

    RateBook(Clock clock) {
        this(clock, MOST_METERS);
    }

    /**
     * @param most how many subjects are told apart before users share a meter
     */
    RateBook(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /**
     * A point in time, by both clocks.
     *
     * @param second of the monotonic one
     */
    record Moment(long second, Instant instant) {}

    /** The answer to the wish to begin. */
    sealed interface Outcome {
        Standing standing();

        /**
         * No.
         *
         * @param by whose limit is in the way; of several, the one to wait for longest
         */
        record Reached(Applied by, Meter.Full full, Standing standing) implements Outcome {}
    }

    /** Yes: what the call has taken until it is over. */
    non-sealed interface Taken extends Outcome {
        /** Tells how many tokens it was. Later calls change nothing. */
        void settle(long used);
    }

    /** Taken from this book. */
    final class Hold implements Taken {
        private final List<Applied> limits;
        private final List<Meter.Part> parts;
        private final long taken;
        private final Standing standing;
        private boolean open = true;

        private Hold(List<Applied> limits, List<Meter.Part> parts, long taken, Standing standing) {
            this.limits = limits;
            this.parts = parts;
            this.taken = taken;
            this.standing = standing;
        }

        @Override
        public Standing standing() {
            return standing;
        }

        @Override
        public void settle(long used) {
            lock.lock();
            try {
                if (open) {
                    open = false;
                    Moment now = now();
                    parts.forEach(part -> part.meter().settle(part, used - taken, now));
                    touch(limits);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public Outcome take(List<Applied> limits, long tokens) {
        lock.lock();
        try {
            Moment now = now();
            sweep(now);
            List<Meter> found = meters(limits, now);
            Applied by = null;
            Meter.Full longest = null;
            for (int i = 0; i < found.size(); i++) {
                Meter.Full full = found.get(i).full(limits.get(i).limits(), tokens, now);
                if (full != null && full.isLongerThan(longest)) {
                    by = limits.get(i);
                    longest = full;
                }
            }
            if (by != null && longest != null) {
                return new Outcome.Reached(by, longest, standing(limits, found, now));
            }
            List<Meter.Part> parts = new ArrayList<>(found.size());
            found.forEach(meter -> parts.add(meter.take(tokens, now)));
            return new Hold(limits, parts, tokens, standing(limits, found, now));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRoomy(List<Applied> limits, long tokens) {
        lock.lock();
        try {
            Moment now = now();
            List<Meter> found = meters(limits, now);
            for (int i = 0; i < found.size(); i++) {
                if (!found.get(i).isRoomy(limits.get(i).limits(), tokens, now)) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void spend(List<Applied> limits, long tokens) {
        lock.lock();
        try {
            Moment now = now();
            meters(limits, now).forEach(meter -> meter.spend(tokens));
            touch(limits);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts what an earlier process let in within the last minute, oldest first, before anything else is counted.
     *
     * @param ago when it began; counted a second later at most
     */
    void recall(List<Applied> limits, long requests, long tokens, Duration ago) {
        lock.lock();
        try {
            Moment now = now();
            long second = now.second() - Math.max(0, ago.toSeconds() - 1);
            meters(limits, now).forEach(meter -> meter.recall(requests, tokens, second));
        } finally {
            lock.unlock();
        }
    }

    private void touch(List<Applied> limits) {
        for (Applied applied : limits) {
            if (applied.limits().tokensPerDay() != null) {
                touched.add(applied.subject());
            }
        }
    }

    /** Tokens of a day that is not over, without those of calls in progress. */
    record DayUse(Subject subject, Period.Span span, long tokens) {}

    /** The days in which something was settled since this was asked before. */
    List<DayUse> touched() {
        lock.lock();
        try {
            Set<Subject> subjects = touched;
            touched = new HashSet<>();
            Instant now = now().instant();
            List<DayUse> uses = new ArrayList<>(subjects.size());
            for (Subject subject : subjects) {
                @Nullable Meter meter = meters.get(subject);
                TokenDay day = meter == null ? null : meter.day(now);
                if (day != null) {
                    uses.add(new DayUse(subject, day.span(), day.settled()));
                }
            }
            return uses;
        } finally {
            lock.unlock();
        }
    }

    private Moment now() {
        return new Moment(Math.floorDiv(clock.nanoTime(), NANOS), clock.instant());
    }

    private List<Meter> meters(List<Applied> limits, Moment now) {
        List<Meter> found = new ArrayList<>(limits.size());
        for (Applied applied : limits) {
            Meter meter = meter(applied.subject());
            meter.prepare(applied.limits(), now.instant());
            found.add(meter);
        }
        return found;
    }

    private Meter meter(Subject subject) {
        Meter known = meters.get(subject);
        if (known != null) {
            return known;
        }
        Subject kept = subject.scope() == Scope.USER && meters.size() >= most
                ? new Subject(Scope.USER, subject.owner(), LimitTable.EACH)
                : subject;
        return meters.computeIfAbsent(kept, added -> new Meter(added.scope()));
    }

    private static Standing standing(List<Applied> limits, List<Meter> found, Moment now) {
        Standing standing = Standing.UNLIMITED;
        for (int i = 0; i < found.size(); i++) {
            standing = found.get(i).standing(standing, limits.get(i).limits(), now);
        }
        return standing;
    }

    private void sweep(Moment now) {
        if (now.second() >= nextSweep) {
            nextSweep = now.second() + SWEEP_SECONDS;
            meters.values().removeIf(meter -> meter.isIdle(now));
        }
    }

    @Override
    public List<RateLine> lines(List<Applied> limits, long tokens) {
        lock.lock();
        try {
            Moment now = now();
            List<RateLine> lines = new ArrayList<>();
            for (Applied applied : limits) {
                Subject subject = applied.subject();
                Meter meter = meters.getOrDefault(subject, new Meter(subject.scope()));
                meter.prepare(applied.limits(), now.instant());
                lines.addAll(meter.lines(subject, applied.limits(), tokens, now));
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }

    /** How a subject stands; for tests and for those who watch. */
    Standing standing(Subject subject, CallLimits limits) {
        lock.lock();
        try {
            @Nullable Meter meter = meters.get(subject);
            Moment now = now();
            if (meter == null) {
                return Standing.UNLIMITED;
            }
            meter.prepare(limits, now.instant());
            return meter.standing(Standing.UNLIMITED, limits, now);
        } finally {
            lock.unlock();
        }
    }

    /** How many subjects are in memory. */
    int size() {
        lock.lock();
        try {
            return meters.size();
        } finally {
            lock.unlock();
        }
    }
}
