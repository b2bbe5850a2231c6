package dev.weir.provider.transport;

import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.OutboundException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One upstream exchange, shared by the event loop that feeds it and the virtual thread that reads it. Pieces wait in
 * a bounded queue: when it is full the socket is paused, so that a slow client slows the provider and no memory
 * grows. Every field that both sides touch is guarded by {@code this}.
 */
final class UpstreamReply implements Outbound.Reply {
    private static final byte[] END = new byte[0];
    private static final int PAUSE_AT = 64;
    private static final int RESUME_AT = 16;
    private static final long LAST_BYTES_MILLIS = 50;

    private final Context context;
    private final Outbound.Timeouts timeouts;
    private final long lastMoment;
    private final long contentBy;
    private final Overdue overdue;
    private final Cancellation.Registration registration;
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable OutboundException failure;
    private @Nullable Thread reader;
    private boolean started;
    private boolean ended;
    private boolean paused;
    private boolean closed;
    /** Only the event loop touches it. */
    private boolean wakeDue;
    /** When whoever waits must look at the clock, by {@link System#nanoTime}. */
    private volatile long patience;

    UpstreamReply(Context context, Outbound.Timeouts timeouts, Cancellation cancellation, Overdue overdue) {
        this.context = context;
        this.timeouts = timeouts;
        this.lastMoment = System.nanoTime() + timeouts.total().toNanos();
        this.contentBy =
                System.nanoTime() + timeouts.connect().plus(timeouts.head()).toNanos();
        this.overdue = overdue;
        overdue.add(this);
        this.registration = cancellation.onCancel(this::cancelled);
    }

    /** On the event loop. */
    void start(Future<HttpClientRequest> connecting, byte[] body) {
        connecting.onComplete(this::connected, this::notConnected);
        connecting.onSuccess(ready -> send(ready, body));
    }

    private void connected(HttpClientRequest ready) {
        synchronized (this) {
            request = ready;
            if (!closed && failure == null) {
                return;
            }
        }
        ready.reset();
    }

    private void send(HttpClientRequest ready, byte[] body) {
        synchronized (this) {
            if (closed || failure != null) {
                return;
            }
        }
        Future<HttpClientResponse> reply = body.length == 0 ? ready.send() : ready.send(Buffer.buffer(body));
        reply.onComplete(this::headArrived, this::broke);
    }

    private void headArrived(HttpClientResponse head) {
        head.handler(this::pieceArrived);
        head.endHandler(end -> ended());
        head.exceptionHandler(this::broke);
        synchronized (this) {
            response = head;
        }
        wakeSoon();
    }

    private void pieceArrived(Buffer piece) {
        synchronized (this) {
            pieces.add(piece.getBytes());
            if (pieces.size() >= PAUSE_AT && !paused && response != null) {
                paused = true;
                response.pause();
            }
        }
        wakeSoon();
    }

    /**
     * Wakes the reader when the loop is through with what it has read: the head and the body of a short answer come in
     * one read, and a reader woken for the head alone would park again for the body.
     */
    private void wakeSoon() {
        if (!wakeDue) {
            wakeDue = true;
            context.runOnContext(this::wake);
        }
    }

    private void wake(@Nullable Void now) {
        wakeDue = false;
        Thread waiting;
        synchronized (this) {
            waiting = reader;
        }
        LockSupport.unpark(waiting);
    }

    private void ended() {
        Thread waiting;
        synchronized (this) {
            ended = true;
            waiting = reader;
        }
        LockSupport.unpark(waiting);
    }

    private void notConnected(Throwable cause) {
        fail(new OutboundException(Reason.NOT_CONNECTED, "No connection: " + reasonOf(cause) + "."));
    }

    private void broke(Throwable cause) {
        fail(new OutboundException(Reason.BROKEN, "The connection broke: " + reasonOf(cause) + "."));
    }

    private static String reasonOf(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private void cancelled() {
        fail(new OutboundException(Reason.CANCELLED, "The caller left."));
        reset();
    }

    private void fail(OutboundException reason) {
        Thread waiting;
        synchronized (this) {
            if (failure == null && !ended) {
                failure = reason;
            }
            waiting = reader;
        }
        LockSupport.unpark(waiting);
    }

    private void reset() {
        HttpClientRequest running;
        synchronized (this) {
            running = request;
        }
        if (running != null) {
            context.runOnContext(now -> running.reset());
        }
    }

    void awaitHead() throws OutboundException {
        try {
            await(timeouts.connect().plus(timeouts.head()), "to answer", () -> response != null);
        } catch (OutboundException e) {
            close();
            throw e;
        }
    }

    @Override
    public byte[] next() throws OutboundException {
        await(patience(), "for more of its answer", () -> !pieces.isEmpty() || ended);
        synchronized (this) {
            started = true;
            byte[] piece = pieces.poll();
            if (paused && pieces.size() <= RESUME_AT && response != null) {
                paused = false;
                response.resume();
            }
            return piece == null ? END : piece;
        }
    }

    /** A head without content is not yet an answer. */
    private synchronized Duration patience() {
        return started ? timeouts.idle() : Duration.ofNanos(Math.max(1, contentBy - System.nanoTime()));
    }

    void wakeIfOverdue(long now) {
        Thread waiting;
        synchronized (this) {
            waiting = reader;
        }
        if (waiting != null && now - patience >= 0) {
            LockSupport.unpark(waiting);
        }
    }

    private void await(Duration limit, String what, java.util.function.BooleanSupplier there) throws OutboundException {
        long end = 0;
        while (true) {
            synchronized (this) {
                if (there.getAsBoolean()) {
                    return;
                }
                if (failure != null) {
                    throw failure;
                }
                reader = Thread.currentThread();
            }
            long now = System.nanoTime();
            if (now >= lastMoment) {
                throw new OutboundException(Reason.TIMEOUT, "The time for the whole call is over.");
            }
            end = end == 0 ? now + limit.toNanos() : end;
            if (now >= end) {
                throw new OutboundException(
                        Reason.TIMEOUT, "The provider was silent for " + limit.toMillis() + " ms " + what + ".");
            }
            patience = Math.min(end, lastMoment);
            LockSupport.park(this);
        }
    }

    @Override
    public int status() {
        return head().statusCode();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(head().getHeader(name));
    }

    private synchronized HttpClientResponse head() {
        if (response == null) {
            throw new IllegalStateException("there is no head yet");
        }
        return response;
    }

    @Override
    public byte[] readAll(int limit) throws OutboundException {
        byte[] piece = next();
        byte[] first = piece;
        ByteArrayOutputStream all = null;
        while (piece.length > 0) {
            if (piece != first) {
                all = all == null ? startedWith(first) : all;
                all.writeBytes(piece);
                checkSize(all.size(), limit);
            }
            piece = next();
        }
        checkSize(first.length, limit);
        return all == null ? first : all.toByteArray();
    }

    private static ByteArrayOutputStream startedWith(byte[] first) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(first.length * 4);
        all.writeBytes(first);
        return all;
    }

    private static void checkSize(int size, int limit) throws OutboundException {
        if (size > limit) {
            throw new OutboundException(Reason.TOO_LARGE, "The answer is larger than " + limit + " bytes.");
        }
    }

    @Override
    public void close() {
        boolean early;
        synchronized (this) {
            early = !closed && !ended;
            closed = true;
        }
        registration.close();
        overdue.remove(this);
        if (early) {
            letEnd();
        }
    }

    /**
     * The last event of a stream comes before the last bytes of its body; given a moment to arrive, they let the
     * connection be used again. Whoever is cancelled has been reset already.
     */
    private void letEnd() {
        context.runOnContext(now -> context.owner().setTimer(LAST_BYTES_MILLIS, late -> {
            synchronized (this) {
                if (ended) {
                    return;
                }
            }
            reset();
        }));
    }
}
