package dev.weir.http;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many requests are held in memory, be they read, waiting or worked on; the next one is refused at the door,
 * before its body is read.
 */
final class Occupancy {
    private volatile int limit;
    private final AtomicInteger inside = new AtomicInteger();

    Occupancy(int limit) {
        this.limit = limit;
    }

    /** Whoever is inside stays. */
    void limit(int changed) {
        limit = changed;
    }

    boolean tryEnter() {
        if (inside.incrementAndGet() <= limit) {
            return true;
        }
        inside.decrementAndGet();
        return false;
    }

    void leave() {
        inside.decrementAndGet();
    }

    int inside() {
        return inside.get();
    }
}
