package dev.weir.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** Runs something the first time it is asked to. Thread-safe. */
public final class Once implements Runnable {
    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable task;

    public Once(Runnable task) {
        this.task = task;
    }

    @Override
    public void run() {
        if (done.compareAndSet(false, true)) {
            task.run();
        }
    }
}
