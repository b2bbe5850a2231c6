package dev.weir.provider.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes those who have waited too long for a provider. A timed park of a virtual thread costs a task in the JDK's
 * scheduler each time; one thread that looks at all waiting replies twenty times a second costs next to nothing.
 */
final class Overdue implements AutoCloseable {
    private static final long TICK_NANOS = 50_000_000;

    private final Set<UpstreamReply> waiting = ConcurrentHashMap.newKeySet();
    private final Thread thread =
            Thread.ofPlatform().name("weir-overdue").daemon().start(this::watch);
    private volatile boolean closed;

    void add(UpstreamReply reply) {
        waiting.add(reply);
    }

    void remove(UpstreamReply reply) {
        waiting.remove(reply);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(this, TICK_NANOS);
            long now = System.nanoTime();
            for (UpstreamReply reply : waiting) {
                reply.wakeIfOverdue(now);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
