package dev.weir.limits;

import java.time.Duration;

/**
 * How long a call waits.
 *
 * @param target while the queue stands: it was not empty for a whole interval
 * @param interval at any other time
 */
record QueueTimes(Duration target, Duration interval) {
    /** Bulk work waits this many times as long. */
    static final int BATCH_FACTOR = 10;

    QueueTimes {
        if (target.compareTo(interval) > 0) {
            throw new IllegalArgumentException("the target is no longer than the interval");
        }
    }

    QueueTimes times(int factor) {
        return new QueueTimes(target.multipliedBy(factor), interval.multipliedBy(factor));
    }
}
