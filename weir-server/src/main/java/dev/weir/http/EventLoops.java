package dev.weir.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that move bytes, shared by the server and the outgoing client so that a request and its upstream
 * exchange stay on one of them. Started once; an event loop never blocks.
 */
public final class EventLoops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);
    static final ScopedValue<Context> CURRENT = ScopedValue.newInstance();
    private final Vertx vertx;
    private final int count;

    public EventLoops() {
        count = Math.max(1, Runtime.getRuntime().availableProcessors());
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(count)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setBlockedThreadCheckInterval(5)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS));
    }

    public Vertx vertx() {
        return vertx;
    }

    int count() {
        return count;
    }

    /** The loop that the current request came in on; any loop for work that no request started. */
    public Context context() {
        return CURRENT.isBound() ? CURRENT.get() : vertx.getOrCreateContext();
    }

    @Override
    public void close() {
        try {
            vertx.close().await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.warn("Some connections did not close within ten seconds", e);
        }
    }
}
