package dev.weir.knowledge;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A few platform threads with a bounded queue, for work that would pin the carrier of a virtual thread. */
final class PlatformPool implements AutoCloseable {
    private final String name;
    private final ThreadPoolExecutor threads;

    PlatformPool(String name, int size, int queue) {
        this.name = name;
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    void execute(Runnable work) {
        threads.execute(work);
    }

    <T> CompletableFuture<T> submit(Callable<T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> call(work), threads);
        } catch (RejectedExecutionException e) {
            String why = threads.isShutdown() ? " is closed" : " has too much waiting already";
            throw new RejectedExecutionException(name + why, e);
        }
    }

    /** Runs the work there and waits; what it throws comes out as {@link CompletionException} unless unchecked. */
    <T> T run(Callable<T> work) {
        try {
            return submit(work).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
