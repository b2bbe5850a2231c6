package dev.weir.routing;

import dev.weir.kernel.Clock;

/**
 * Keeps retries a small share of a deployment's calls, so that an outage is not multiplied: each call earns a fifth of
 * a retry and each second one, and at most ten are saved up. The idea is that of Finagle's {@code RetryBudget}.
 * Thread-safe.
 */
final class RetryBudget {
    private static final int CALLS_PER_RETRY = 5;
    private static final int MOST_SAVED = 10 * CALLS_PER_RETRY;
    private static final long NANOS_PER_RETRY = 1_000_000_000L;

    private final Clock clock;
    private long paidUntil;
    private int saved = MOST_SAVED;

    RetryBudget(Clock clock) {
        this.clock = clock;
        this.paidUntil = clock.nanoTime();
    }

    /** A call was made that is no retry. */
    synchronized void earn() {
        saved = Math.min(MOST_SAVED, saved + 1);
    }

    /** Whether a retry may be made; it is paid for with the answer. */
    synchronized boolean spend() {
        payForTime();
        if (saved < CALLS_PER_RETRY) {
            return false;
        }
        saved -= CALLS_PER_RETRY;
        return true;
    }

    private void payForTime() {
        long retries = (clock.nanoTime() - paidUntil) / NANOS_PER_RETRY;
        paidUntil += retries * NANOS_PER_RETRY;
        saved = (int) Math.min(MOST_SAVED, saved + Math.min(MOST_SAVED, retries) * CALLS_PER_RETRY);
    }
}
