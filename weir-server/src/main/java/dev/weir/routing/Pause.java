package dev.weir.routing;

import dev.weir.spi.Cancellation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits. */
@FunctionalInterface
interface Pause {
    /** On the calling thread, until the call is cancelled. */
    Pause REAL = (time, cancellation) -> {
        CountDownLatch left = new CountDownLatch(1);
        try (Cancellation.Registration _ = cancellation.onCancel(left::countDown)) {
            return !left.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    };

    /** Whether the time has passed; false if the caller left meanwhile. */
    boolean take(Duration time, Cancellation cancellation);
}
