package dev.weir.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many streams at once: each event is counted and the time since the one before it is noted, without keeping any text,
 * so that one event loop can watch tens of thousands.
 */
final class StreamLoad implements AutoCloseable {
    private static final int STREAMS_PER_HTTP2_CONNECTION = 100;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;

    StreamLoad(int streams, HttpVersion version) {
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setTcpNoDelay(true)
                        .setProtocolVersion(version)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MultiplexingLimit(STREAMS_PER_HTTP2_CONNECTION),
                new PoolOptions()
                        .setHttp1MaxSize(streams)
                        .setHttp2MaxSize(Math.ceilDiv(streams, STREAMS_PER_HTTP2_CONNECTION) + 1)
                        .setMaxWaitQueueSize(-1)
                        .setEventLoopSize(1));
    }

    /** What a group of streams is asked to be. */
    record Wanted(URI uri, String body, int streams, int events, int startsPerSecond) {}

    /** What came of them, while it comes. Times in microseconds. */
    static final class Seen {
        final AtomicInteger begun = new AtomicInteger();
        final AtomicInteger over = new AtomicInteger();
        final AtomicInteger whole = new AtomicInteger();
        final LongAdder events = new LongAdder();
        final Histogram firstByte = new Histogram();
        final Histogram gap = new Histogram();
        private final int wanted;
        private final CompletableFuture<Void> all = new CompletableFuture<>();

        Seen(int wanted) {
            this.wanted = wanted;
        }

        private void ended(boolean complete) {
            if (complete) {
                whole.incrementAndGet();
            }
            if (over.incrementAndGet() == wanted) {
                all.complete(null);
            }
        }

        /** Waits until all have ended; false if they have not in that time. */
        boolean await(int seconds) throws InterruptedException {
            try {
                all.get(seconds, TimeUnit.SECONDS);
                return true;
            } catch (TimeoutException | ExecutionException e) {
                return false;
            }
        }
    }

    /** Starts them, so many a second, and returns at once. */
    Seen start(Wanted wanted) {
        Seen seen = new Seen(wanted.streams);
        long start = System.nanoTime();
        int[] sent = {0};
        vertx.setPeriodic(5, timer -> {
            long due =
                    Math.min(wanted.streams, 1 + (System.nanoTime() - start) * wanted.startsPerSecond / 1_000_000_000L);
            while (sent[0] < due) {
                sent[0]++;
                new One(wanted, seen).start();
            }
            if (sent[0] == wanted.streams) {
                vertx.cancelTimer(timer);
            }
        });
        return seen;
    }

    /** One stream: an event ends with an empty line. */
    private final class One {
        private final Wanted wanted;
        private final Seen seen;
        private final long asked = System.nanoTime();
        private long last = -1;
        private int events;
        private boolean lineBegun;

        One(Wanted wanted, Seen seen) {
            this.wanted = wanted;
            this.seen = seen;
        }

        void start() {
            client.request(new RequestOptions()
                            .setMethod(HttpMethod.POST)
                            .setHost(wanted.uri.getHost())
                            .setPort(wanted.uri.getPort())
                            .setURI(wanted.uri.getPath())
                            .putHeader("content-type", "application/json")
                            .putHeader("authorization", "Bearer " + Peers.KEY))
                    .compose(request -> request.send(Buffer.buffer(wanted.body)))
                    .compose(response -> {
                        response.handler(this::piece);
                        return response.end();
                    })
                    .onComplete(end -> seen.ended(end.succeeded() && events == wanted.events));
        }

        private void piece(Buffer piece) {
            long now = System.nanoTime();
            if (last < 0) {
                seen.begun.incrementAndGet();
                seen.firstByte.add((now - asked) / 1000);
            }
            int before = events;
            for (int i = 0; i < piece.length(); i++) {
                byte next = piece.getByte(i);
                if (next == '\n') {
                    events += lineBegun ? 0 : 1;
                    lineBegun = false;
                } else {
                    lineBegun = true;
                }
            }
            if (events > before) {
                seen.events.add(events - before);
                if (last > 0) {
                    seen.gap.add((now - last) / 1000);
                }
                last = now;
            }
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
    }
}
