package dev.weir.spi;

import java.util.ArrayList;
import java.util.List;

/** Tells everyone who works on a call that nobody waits for it any more. Thread-safe; a listener runs once at most. */
public final class Cancellation {
    /** The reason when none was given: nobody waits for the answer. */
    public static final String CALLER_LEFT = "cancelled";

    private final List<Runnable> listeners = new ArrayList<>(2);
    private boolean cancelled;
    private String reason = CALLER_LEFT;

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Why it was cancelled, in a word such as an attempt's error is; {@link #CALLER_LEFT} until then. */
    public synchronized String reason() {
        return reason;
    }

    /** One that is cancelled with this one, and can be cancelled without it. */
    public Cancellation child() {
        Cancellation child = new Cancellation();
        onCancel(() -> child.cancel(reason()));
        return child;
    }

    public void cancel() {
        cancel(CALLER_LEFT);
    }

    /** Cancels for a reason; the first one stands. */
    public void cancel(String why) {
        List<Runnable> toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            reason = why;
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
