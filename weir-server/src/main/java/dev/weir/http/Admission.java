package dev.weir.http;

import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many requests are worked on at once; the next one is refused at the door instead of queued. */
final class Admission {
    private final int limit;
    private final AtomicInteger inside = new AtomicInteger();

    Admission(int limit) {
        this.limit = limit;
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
