package dev.weir.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A load on one event loop: as fast as answers come, at a fixed rate, or many streams at once. */
final class Load implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;

    Load(int connections) {
        client = vertx.createHttpClient(
                new HttpClientOptions().setTcpNoDelay(true),
                new PoolOptions()
                        .setHttp1MaxSize(connections)
                        .setMaxWaitQueueSize(1_000_000)
                        .setEventLoopSize(1));
    }

    /** What a load of plain requests came to; latencies in microseconds. */
    record Figures(double perSecond, long p50, long p99, int failures) {
        static Figures of(long[] micros, int count, int failures, double seconds) {
            long[] sorted = Arrays.copyOf(micros, count);
            Arrays.sort(sorted);
            return new Figures(
                    count / seconds,
                    count == 0 ? 0 : sorted[count / 2],
                    count == 0 ? 0 : sorted[(int) (count * .99)],
                    failures);
        }
    }

    /** What came of many streams. */
    record Streams(int complete, int incomplete, long events, double seconds) {}

    /**
     * Requests at a fixed rate. A latency counts from the moment at which the request was due, so that a server that
     * stalls is charged for all who would have come meanwhile.
     */
    Figures atRate(URI uri, String body, int perSecond, int seconds) throws InterruptedException {
        int total = perSecond * seconds;
        long[] micros = new long[total];
        AtomicInteger done = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        CompletableFuture<Void> finished = new CompletableFuture<>();
        long start = System.nanoTime();
        int[] sent = {0};
        vertx.setPeriodic(1, timer -> {
            long due = Math.min(total, (System.nanoTime() - start) * perSecond / 1_000_000_000L);
            while (sent[0] < due) {
                long dueAt = start + sent[0] * 1_000_000_000L / perSecond;
                sent[0]++;
                request(uri, body, ok -> {
                    int place = done.getAndIncrement();
                    micros[place] = (System.nanoTime() - dueAt) / 1000;
                    failed.addAndGet(ok ? 0 : 1);
                    if (place == total - 1) {
                        finished.complete(null);
                    }
                });
            }
            if (sent[0] == total) {
                vertx.cancelTimer(timer);
            }
        });
        await(finished, seconds + 30);
        return Figures.of(micros, done.get(), failed.get(), (System.nanoTime() - start) / 1e9);
    }

    /**
     * What came of calls that could not all be served; latencies of those that were, in microseconds.
     *
     * @param failed neither served nor refused with 429 or 503
     */
    record Refusals(int served, int refused, int withoutRetryAfter, int failed, long p50, long p99) {}

    /** Calls at a fixed rate, more than can be served. */
    Refusals refusals(URI uri, String body, int perSecond, int seconds) throws InterruptedException {
        int total = perSecond * seconds;
        long[] micros = new long[total];
        AtomicInteger done = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger bare = new AtomicInteger();
        CompletableFuture<Void> finished = new CompletableFuture<>();
        long start = System.nanoTime();
        int[] sent = {0};
        vertx.setPeriodic(1, timer -> {
            long due = Math.min(total, (System.nanoTime() - start) * perSecond / 1_000_000_000L);
            while (sent[0] < due) {
                long sentAt = System.nanoTime();
                sent[0]++;
                client.request(options(uri))
                        .compose(request -> request.send(Buffer.buffer(body)))
                        .compose(response -> response.body().map(ignored -> response))
                        .onComplete(end -> {
                            if (end.succeeded() && isOk(end.result())) {
                                micros[served.getAndIncrement()] = (System.nanoTime() - sentAt) / 1000;
                            } else if (end.succeeded() && isRefused(end.result())) {
                                refused.incrementAndGet();
                                bare.addAndGet(end.result().getHeader("retry-after") == null ? 1 : 0);
                            }
                            if (done.incrementAndGet() == total) {
                                finished.complete(null);
                            }
                        });
            }
            if (sent[0] == total) {
                vertx.cancelTimer(timer);
            }
        });
        await(finished, seconds + 60);
        Figures figures = Figures.of(micros, served.get(), 0, seconds);
        return new Refusals(
                served.get(),
                refused.get(),
                bare.get(),
                total - served.get() - refused.get(),
                figures.p50(),
                figures.p99());
    }

    private static boolean isRefused(HttpClientResponse response) {
        return response.statusCode() == 503 || response.statusCode() == 429;
    }

    /** {@code count} streams that start together; a stream is complete when it has {@code events} and its end. */
    Streams streams(URI uri, String body, int count, int events, int seconds) throws InterruptedException {
        AtomicInteger complete = new AtomicInteger();
        AtomicInteger over = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        CompletableFuture<Void> finished = new CompletableFuture<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            vertx.runOnContext(now -> client.request(options(uri))
                    .compose(request -> request.send(Buffer.buffer(body)))
                    .compose(response -> {
                        response.handler(piece -> text.append(piece));
                        return response.end();
                    })
                    .onComplete(end -> {
                        int data = count(text, "data: ");
                        seen.addAndGet(data);
                        if (end.succeeded() && text.indexOf("data: [DONE]") >= 0 && data == events) {
                            complete.incrementAndGet();
                        }
                        if (over.incrementAndGet() == count) {
                            finished.complete(null);
                        }
                    }));
        }
        await(finished, seconds);
        return new Streams(complete.get(), count - complete.get(), seen.get(), (System.nanoTime() - start) / 1e9);
    }

    private static int count(StringBuilder text, String what) {
        int found = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
            found++;
        }
        return found;
    }

    private interface Done {
        void with(boolean ok);
    }

    private void request(URI uri, String body, Done done) {
        client.request(options(uri))
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body().map(ignored -> isOk(response)))
                .onComplete(end -> done.with(end.succeeded() && end.result()));
    }

    private static boolean isOk(HttpClientResponse response) {
        return response.statusCode() == 200;
    }

    private static RequestOptions options(URI uri) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI(uri.getPath())
                .putHeader("content-type", "application/json")
                .putHeader("authorization", "Bearer " + Peers.KEY);
    }

    private static void await(CompletableFuture<Void> finished, int seconds) throws InterruptedException {
        try {
            finished.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            System.err.println("not all requests were answered in time");
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
    }
}
