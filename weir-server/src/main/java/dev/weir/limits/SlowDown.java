package dev.weir.limits;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of a key wait that was refused again and again. A key's level rises by one with each refusal and sinks
 * steadily, by {@code after} in {@code within}: a key that is refused more seldom than that never waits. Above {@code
 * after} each further refusal doubles the delay of its calls, up to the longest.
 *
 * <p>A waiting call holds its place and a virtual thread; so few of a key's wait at a time, and so few in all, and the
 * others are refused at once. What leaves or has a nearer deadline does not wait. Thread-safe.
 */
final class SlowDown {
    /** On answers of calls that waited, and of those that could not. */
    static final String HEADER = "x-weir-slowed-ms";

    private static final int WAITING_OF_A_KEY = 4;
    private static final int WAITING_IN_ALL = 200;
    /** A level is counted in parts, so that it sinks steadily. */
    private static final double EPSILON = 1e-9;

    private final @Nullable Rule rule;
    private final Clock clock;
    private final Pause pause;
    private final Map<KeyId, Conduct> conducts = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private int waiting;

    /**
     * @param after refusals within the time below that have no consequence
     * @param first the delay after one more
     */
    record Rule(int after, Duration within, Duration first, Duration longest) {
        /** No more is remembered, so that good conduct helps soon. */
        double most() {
            return 2.0 * after + 16;
        }

        Duration delay(double level) {
            double over = Math.ceil(level - EPSILON) - after;
            if (over < 1) {
                return Duration.ZERO;
            }
            double times = Math.pow(2, Math.min(over - 1, 40));
            double nanos = first.toNanos() * times;
            return nanos >= longest.toNanos() ? longest : Duration.ofNanos((long) nanos);
        }
    }

    /** Lets time pass; a seam, so that tests need not wait. */
    interface Pause {
        Pause REAL = (delay, cancellation) -> {
            CountDownLatch left = new CountDownLatch(1);
            try (Cancellation.Registration listener = cancellation.onCancel(left::countDown)) {
                return !left.await(delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        };

        /** Waits; false if the caller left meanwhile. */
        boolean await(Duration delay, Cancellation cancellation) throws InterruptedException;
    }

    /** How a key has behaved. */
    private static final class Conduct {
        private double level;
        private long at;
        private int waiting;
        private @Nullable Instant since;

        Conduct(long at) {
            this.at = at;
        }
    }

    /**
     * A key that waits.
     *
     * @param refusals that count now
     * @param delay of its next call
     * @param since when it began to wait
     * @param until when it waits no longer if it is not refused again
     */
    record Slowed(KeyId key, long refusals, Duration delay, Instant since, Instant until) {}

    /**
     * @param rule null for none
     */
    SlowDown(@Nullable Rule rule, Clock clock, Pause pause) {
        this.rule = rule;
        this.clock = clock;
        this.pause = pause;
    }

    /** A call of the key was refused by a limit, or blocked by a guard. */
    void violated(KeyId key) {
        Rule held = rule;
        if (held == null) {
            return;
        }
        lock.lock();
        try {
            Conduct conduct = conducts.computeIfAbsent(key, added -> new Conduct(clock.nanoTime()));
            sink(conduct, held);
            conduct.level = Math.min(held.most(), conduct.level + 1);
            if (conduct.since == null && !held.delay(conduct.level).isZero()) {
                conduct.since = clock.instant();
            }
        } finally {
            lock.unlock();
        }
    }

    private void sink(Conduct conduct, Rule held) {
        long now = clock.nanoTime();
        double steps = (double) Math.max(0, now - conduct.at) * held.after / held.within.toNanos();
        conduct.level = Math.max(0, conduct.level - steps);
        conduct.at = now;
        if (held.delay(conduct.level).isZero()) {
            conduct.since = null;
        }
    }

    /**
     * Lets the call wait as long as its key's conduct asks for.
     *
     * @throws Refusal if it cannot wait, or its caller left
     */
    void pass(Call call) {
        Rule held = rule;
        if (held == null) {
            return;
        }
        KeyId key = call.principal().key();
        Duration delay = delay(key, held);
        if (delay.isZero()) {
            return;
        }
        if (clock.instant().plus(delay).isAfter(call.deadline())) {
            throw refused(call, delay, "This call has less time than that.");
        }
        if (!enter(key)) {
            throw refused(call, delay, "As many of its calls as may wait are waiting.");
        }
        call.recording().tell(HEADER, Long.toString(delay.toMillis()));
        try {
            if (!pause.await(delay, call.cancellation())) {
                throw new Refusal(Refused.of(ErrorCode.CANCELLED, "The caller left before its turn came."));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refused.of(ErrorCode.CANCELLED, "Weir is shutting down."));
        } finally {
            leave(key);
        }
    }

    private Duration delay(KeyId key, Rule held) {
        lock.lock();
        try {
            Conduct conduct = conducts.get(key);
            if (conduct == null) {
                return Duration.ZERO;
            }
            sink(conduct, held);
            if (conduct.level < EPSILON && conduct.waiting == 0) {
                conducts.remove(key);
            }
            return held.delay(conduct.level);
        } finally {
            lock.unlock();
        }
    }

    private boolean enter(KeyId key) {
        lock.lock();
        try {
            Conduct conduct = conducts.get(key);
            if (conduct == null || conduct.waiting >= WAITING_OF_A_KEY || waiting >= WAITING_IN_ALL) {
                return false;
            }
            conduct.waiting++;
            waiting++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave(KeyId key) {
        lock.lock();
        try {
            waiting--;
            Conduct conduct = conducts.get(key);
            if (conduct != null) {
                conduct.waiting = Math.max(0, conduct.waiting - 1);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Refusal refused(Call call, Duration delay, String why) {
        Refused refused = new Refused(
                ErrorCode.RATE_LIMITED,
                "The key '" + call.principal().name() + "' was refused again and again, and its calls wait for "
                        + delay.toMillis() + " ms each. " + why,
                null,
                "Make fewer calls than its limits allow, or have an admin forgive it.",
                delay,
                null);
        return new Refusal(refused, Map.of(HEADER, Long.toString(delay.toMillis())));
    }

    /** Forgets how a key has behaved; how it was, or null if there was nothing to forget. */
    @Nullable
    Slowed forgive(KeyId key) {
        lock.lock();
        try {
            Conduct conduct = conducts.get(key);
            Slowed before = conduct == null ? null : slowed(key, conduct);
            if (conduct != null) {
                conduct.level = 0;
                conduct.since = null;
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** How a key behaves; null if it was not refused lately. */
    @Nullable
    Slowed of(KeyId key) {
        lock.lock();
        try {
            Conduct conduct = conducts.get(key);
            return conduct == null ? null : slowed(key, conduct);
        } finally {
            lock.unlock();
        }
    }

    /** The keys whose calls wait now. */
    List<Slowed> all() {
        lock.lock();
        try {
            List<Slowed> all = new ArrayList<>();
            conducts.forEach((key, conduct) -> {
                Slowed slowed = slowed(key, conduct);
                if (slowed != null && !slowed.delay().isZero()) {
                    all.add(slowed);
                }
            });
            return all;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Slowed slowed(KeyId key, Conduct conduct) {
        Rule held = rule;
        if (held == null) {
            return null;
        }
        sink(conduct, held);
        if (conduct.level < EPSILON) {
            return null;
        }
        Instant now = clock.instant();
        double over = Math.max(0, conduct.level - held.after);
        long nanos = (long) (over * held.within.toNanos() / held.after);
        return new Slowed(
                key,
                Math.round(Math.ceil(conduct.level - EPSILON)),
                held.delay(conduct.level),
                conduct.since == null ? now : conduct.since,
                now.plusNanos(nanos));
    }
}
