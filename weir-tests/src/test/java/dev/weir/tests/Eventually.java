package dev.weir.tests;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what happens on other threads and measures how long that took. */
final class Eventually {
    private Eventually() {}

    /** How long it took; fails after {@code limit}. */
    static Duration within(Duration limit, String what, BooleanSupplier happened) throws InterruptedException {
        long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError(what + " did not happen within " + limit.toMillis() + " ms");
            }
            Thread.sleep(2);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
