package dev.weir.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One caller's work on its way through a database thread: done first, answered later, when what it did is durable.
 *
 * @param <T> what the caller gets
 */
final class SqlWork<T> {
    private final SqlFunction<T> function;
    private final boolean durable;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable failure;

    /**
     * @param durable whether it must be on the disk before it is answered
     */
    SqlWork(SqlFunction<T> function, boolean durable) {
        this.function = function;
        this.durable = durable;
    }

    boolean durable() {
        return durable;
    }

    void run(Connection connection) throws SQLException {
        value = function.apply(connection);
    }

    void failed(Throwable why) {
        failure = why;
    }

    boolean hasFailed() {
        return failure != null;
    }

    void answer() {
        if (failure == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    /** Parks until the answer is there. */
    T await() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException expected) {
                throw expected;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
