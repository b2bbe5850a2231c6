package dev.weir.routing;

import dev.weir.kernel.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a deployment alone that keeps failing. Closed, it counts what came of calls within a window, in slices. It
 * opens when the window holds enough failures and they were either in a row or at least half of the calls: the first
 * finds an outage at once, the second a provider that answers now and then. After a while it is half open: one call
 * at a time may probe. A probe that succeeds closes it, one that fails opens it again. Thread-safe.
 */
final class Breaker {
    private static final int SLICES = 10;

    private FaultPolicy.Trip trip;
    private final Clock clock;
    private final Consumer<State> changed;
    private final int[] succeeded = new int[SLICES];
    private final int[] failed = new int[SLICES];
    private long sliceNanos;
    private long slice;
    private int inARow;
    private State state = State.CLOSED;
    private long openedAt;
    private @Nullable Pass probe;

    /** Whether calls pass. */
    enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    /** A call's leave to go, on which what came of it is reported. */
    static final class Pass {}

    /**
     * @param changed told of each change while the breaker is held, so it must be quick
     */
    Breaker(FaultPolicy.Trip trip, Clock clock, Consumer<State> changed) {
        this.trip = trip;
        this.clock = clock;
        this.changed = changed;
        this.sliceNanos = slice(trip);
        this.slice = clock.nanoTime() / sliceNanos;
    }

    private static long slice(FaultPolicy.Trip trip) {
        return Math.max(1, trip.window().toNanos() / SLICES);
    }

    /**
     * Goes by other numbers from now on. It stays open or closed as it is; what it has counted in a window of another
     * length is forgotten.
     */
    synchronized void change(FaultPolicy.Trip changed) {
        if (!changed.window().equals(trip.window())) {
            forget();
            sliceNanos = slice(changed);
            slice = clock.nanoTime() / sliceNanos;
        }
        trip = changed;
    }

    private long probeAt() {
        return openedAt + trip.probeAfter().toNanos();
    }

    /** A leave to go, or null if the deployment is to be left alone. */
    synchronized @Nullable Pass enter() {
        if (!admits()) {
            return null;
        }
        Pass pass = new Pass();
        if (state != State.CLOSED) {
            become(State.HALF_OPEN);
            probe = pass;
        }
        return pass;
    }

    /** Whether {@link #enter} would give leave now. */
    synchronized boolean admits() {
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> clock.nanoTime() - probeAt() >= 0;
            case HALF_OPEN -> probe == null;
        };
    }

    synchronized void succeeded(Pass pass) {
        if (pass == probe) {
            probe = null;
            forget();
            become(State.CLOSED);
        } else if (state == State.CLOSED) {
            inARow = 0;
            succeeded[current()]++;
        }
    }

    synchronized void failed(Pass pass) {
        if (pass == probe) {
            open();
        } else if (state == State.CLOSED) {
            inARow++;
            failed[current()]++;
            if (isTooMuch()) {
                open();
            }
        }
    }

    /** The call ended without saying anything about the deployment. */
    synchronized void left(Pass pass) {
        if (pass == probe) {
            probe = null;
        }
    }

    synchronized State state() {
        return state;
    }

    /** How many calls failed within the window. */
    synchronized int failures() {
        current();
        return Arrays.stream(failed).sum();
    }

    /** How long until a call may probe; zero unless open. */
    synchronized Duration untilProbe() {
        long left = state == State.OPEN ? probeAt() - clock.nanoTime() : 0;
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    private boolean isTooMuch() {
        int failures = Arrays.stream(failed).sum();
        boolean mostly = inARow >= trip.failures()
                || failures >= Arrays.stream(succeeded).sum();
        return failures >= trip.failures() && mostly;
    }

    private void open() {
        probe = null;
        openedAt = clock.nanoTime();
        become(State.OPEN);
    }

    private void become(State next) {
        if (state != next) {
            state = next;
            changed.accept(next);
        }
    }

    private void forget() {
        Arrays.fill(succeeded, 0);
        Arrays.fill(failed, 0);
        inARow = 0;
    }

    /** The slice of now, those that have passed since the last look being emptied. */
    private int current() {
        long now = clock.nanoTime() / sliceNanos;
        long steps = Math.min(SLICES, now - slice);
        for (long i = 0; i < steps; i++) {
            int emptied = Math.floorMod(now - i, SLICES);
            succeeded[emptied] = 0;
            failed[emptied] = 0;
        }
        slice = now;
        return Math.floorMod(now, SLICES);
    }
}
