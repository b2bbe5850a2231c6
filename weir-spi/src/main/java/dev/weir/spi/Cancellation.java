package dev.weir.spi;

import java.util.ArrayList;
import java.util.List;

/** Tells everyone who works on a call that nobody waits for it any more. Thread-safe; a listener runs once at most. */
public final class Cancellation {
    private final List<Runnable> listeners = new ArrayList<>(2);
    private boolean cancelled;

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    public void cancel() {
        List<Runnable> toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        toRun.forEach(Runnable::run);
    }

    /** Runs {@code listener} when the call is cancelled, at once if it already is. Close the result to forget it. */
    public Registration onCancel(Runnable listener) {
        synchronized (this) {
            if (!cancelled) {
                listeners.add(listener);
                return () -> forget(listener);
            }
        }
        listener.run();
        return () -> {};
    }

    private synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** A listener's place in the list. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
