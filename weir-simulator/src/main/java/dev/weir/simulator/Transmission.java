package dev.weir.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One reply on its way out: it sends what is due, waits for the rest, and stops where a fault says so.
 *
 * <p>It lives on one event loop. A reply that leaves at once takes no timer and no close handler; any other watches for
 * its client leaving from the moment it first waits.
 */
final class Transmission {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final byte[] EVENT_END = {'\n', '\n'};
    private static final int BATCH = 64 * 1024;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Backstage backstage;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Entry entry;
    private final Payload payload;
    private final Schedule schedule;
    private final StopPoint stop;
    private final int broken;
    private final boolean headFirst;
    private final boolean endMarked;
    private final JsonBytes out;
    private int next;
    private int gaps;
    private long due;
    private long timer = NO_TIMER;
    private boolean watched;
    private boolean over;

    Transmission(
            Vertx vertx,
            Backstage backstage,
            HttpServerRequest request,
            Entry entry,
            Payload payload,
            Schedule schedule,
            @Nullable Fault fault,
            JsonBytes scratch) {
        this.vertx = vertx;
        this.backstage = backstage;
        this.request = request;
        this.response = request.response();
        this.entry = entry;
        this.payload = payload;
        this.schedule = schedule;
        this.stop = StopPoint.of(fault, payload.streamed());
        this.broken = broken(fault, payload);
        this.headFirst = fault instanceof Fault.Slow slow && slow.headFirst();
        this.endMarked = !(fault instanceof Fault.NoDone);
        this.out = scratch;
    }

    private static int broken(@Nullable Fault fault, Payload payload) {
        return fault instanceof Fault.Malformed(int chunk) ? payload.streamed() ? chunk - 1 : 0 : -1;
    }

    void start() {
        if (stop.beforeHead()) {
            stopAfter(schedule.delay());
            return;
        }
        long now = System.nanoTime();
        due = now + schedule.first();
        due(0);
        tick(now);
    }

    private void stopAfter(Duration delay) {
        if (delay.isZero()) {
            stop();
        } else {
            watch();
            timer = vertx.setTimer(delay.toMillis() + 1, _ -> stop());
        }
    }

    private void tick(long now) {
        out.reset();
        while (next < payload.chunks() && next != stop.chunks() && due - now <= 0 && out.size() < BATCH) {
            append(next);
            next++;
            due(next);
        }
        if (next == payload.chunks()) {
            finish();
        } else if (next == stop.chunks()) {
            stopHere();
        } else {
            goOn(now);
        }
    }

    private void append(int chunk) {
        int from = out.size();
        payload.write(chunk, out);
        if (!endMarked && chunk == payload.chunks() - 1) {
            out.truncate(out.size() - payload.endMark());
        }
        if (chunk == broken) {
            out.truncate(from + (out.size() - from) / 2);
            if (payload.streamed()) {
                out.raw(EVENT_END);
            }
        }
    }

    /** Moves {@code due} to the instant of this chunk. */
    private void due(int chunk) {
        if (chunk < payload.chunks()) {
            int passed = payload.gapsBefore(chunk);
            due += schedule.between(gaps, passed);
            gaps = passed;
        }
    }

    private void finish() {
        head();
        sent();
        over = true;
        entry.end(Outcome.FINISHED, backstage.options().clock());
        response.end(buffer());
    }

    private void goOn(long now) {
        watch();
        if (over) {
            return;
        }
        if (out.size() > 0) {
            head();
            sent();
            response.write(buffer());
        } else if (headFirst && !response.headWritten()) {
            head();
            response.setChunked(true).writeHead();
        }
        if (response.writeQueueFull()) {
            response.drainHandler(_ -> resume());
        } else {
            timer = vertx.setTimer(Math.max(1, (due - now + 999_999) / 1_000_000), _ -> resume());
        }
    }

    private void resume() {
        timer = NO_TIMER;
        if (!over) {
            tick(System.nanoTime());
        }
    }

    private void stopHere() {
        watch();
        int whole = out.size();
        if (stop.half()) {
            payload.write(next, out);
            if (!payload.streamed()) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(out.size()));
            }
            out.truncate(whole + (out.size() - whole) / 2);
        }
        head();
        sent();
        (out.size() > 0 ? response.write(buffer()) : response.writeHead()).onComplete(_ -> stop());
    }

    private void stop() {
        watch();
        if (over) {
            return;
        }
        over = stop.how() == Outcome.CUT;
        entry.end(stop.how(), backstage.options().clock());
        if (over) {
            close();
        }
    }

    private void close() {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            request.connection().close();
        }
    }

    private void watch() {
        if (!watched) {
            watched = true;
            response.closeHandler(_ -> left());
            response.exceptionHandler(_ -> left());
            if (response.closed()) {
                left();
            }
        }
    }

    private void left() {
        if (!over) {
            over = true;
            vertx.cancelTimer(timer);
            entry.end(
                    backstage.closing() ? Outcome.CUT : Outcome.CANCELLED_BY_CLIENT,
                    backstage.options().clock());
        }
    }

    private void head() {
        if (response.headWritten()) {
            return;
        }
        entry.status(payload.status());
        response.setStatusCode(payload.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, payload.streamed() ? EVENTS : JSON);
        response.putHeader(REQUEST_ID, "req_sim_" + entry.ordinal());
        if (payload.streamed()) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE).setChunked(true);
        }
        payload.headers().forEach(response::putHeader);
    }

    private void sent() {
        entry.sent(next, payload.tokensIn(next));
    }

    private Buffer buffer() {
        return Buffer.buffer(out.size()).appendBytes(out.array(), 0, out.size());
    }
}
