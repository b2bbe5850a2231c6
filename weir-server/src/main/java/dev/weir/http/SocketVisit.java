package dev.weir.http;

import dev.weir.http.SocketHandler.Dialogue;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open WebSocket. The event loop takes messages, one virtual thread hands them on in their order, and each message
 * that became a request has a thread of its own.
 */
final class SocketVisit implements Peer {
    private static final Logger log = LoggerFactory.getLogger(SocketVisit.class);
    private static final int PAUSE_AT = 8;
    private static final int UNSUPPORTED = 1003;
    private static final int GOING_AWAY = 1001;
    private static final int TOO_BIG = 1009;

    private final ServerWebSocket socket;
    private final Context context;
    private final Request opening;
    private final Reception reception;
    private final SocketRules rules;
    private final Running running;
    private final Set<Cancellation> requests = new HashSet<>();
    private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;
    private boolean paused;
    private boolean reading;
    /** Looks in a row at which no request was in progress. */
    private int stillFor;
    /** Only on the event loop. */
    private int silentPings;

    /** The server's count of requests in progress. */
    interface Running {
        /** Why no request may begin now, if so; else it is counted until {@link #end}. */
        @Nullable
        Refused begin(Cancellation cancellation);

        void end(Cancellation cancellation);
    }

    SocketVisit(
            ServerWebSocket socket,
            Context context,
            Request opening,
            Reception reception,
            SocketRules rules,
            Running running) {
        this.socket = socket;
        this.context = context;
        this.opening = opening;
        this.reception = reception;
        this.rules = rules;
        this.running = running;
    }

    /** On the event loop. */
    void open(SocketHandler handler, Runnable gone) {
        Dialogue dialogue = handler.open(opening, this);
        socket.textMessageHandler(text -> arrived(text, dialogue));
        socket.binaryMessageHandler(bytes -> close(UNSUPPORTED, "Send text."));
        socket.pongHandler(pong -> silentPings = 0);
        socket.drainHandler(drained -> wake());
        socket.exceptionHandler(this::broke);
        long timer = context.owner().setPeriodic(rules.ping().toMillis(), tick -> look());
        socket.closeHandler(end -> {
            context.owner().cancelTimer(timer);
            ended();
            dialogue.closed();
            gone.run();
        });
    }

    /** What the decoder refuses is a message above the bound, or none at all. */
    private void broke(Throwable failure) {
        log.debug("A socket broke", failure);
        close(TOO_BIG, "The message is too large, or not a WebSocket's.");
    }

    private void look() {
        boolean idle;
        lock.lock();
        try {
            stillFor = requests.isEmpty() ? stillFor + 1 : 0;
            idle = rules.ping().multipliedBy(stillFor).compareTo(rules.idle()) >= 0;
        } finally {
            lock.unlock();
        }
        if (idle) {
            close(1000, "No request came for a long time.");
        } else if (silentPings >= 2) {
            close(GOING_AWAY, "No pong came back.");
        } else {
            silentPings++;
            socket.writePing(Buffer.buffer("weir"));
        }
    }

    private void arrived(String text, Dialogue dialogue) {
        silentPings = 0;
        lock.lock();
        try {
            stillFor = 0;
            inbox.add(text.getBytes(StandardCharsets.UTF_8));
            if (inbox.size() >= PAUSE_AT && !paused) {
                paused = true;
                socket.pause();
            }
            if (reading) {
                return;
            }
            reading = true;
        } finally {
            lock.unlock();
        }
        spawn(() -> read(dialogue));
    }

    private void read(Dialogue dialogue) {
        for (byte[] message = next(); message != null; message = next()) {
            try {
                dialogue.message(message);
            } catch (RuntimeException e) {
                log.error("A message could not be taken", e);
                close(1011, "Weir failed at this message.");
            }
        }
    }

    private byte @Nullable [] next() {
        lock.lock();
        try {
            byte[] message = closed ? null : inbox.poll();
            if (paused && inbox.size() <= PAUSE_AT / 2) {
                paused = false;
                context.runOnContext(now -> socket.resume());
            }
            reading = message != null;
            return message;
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        Set<Cancellation> open;
        lock.lock();
        try {
            closed = true;
            open = Set.copyOf(requests);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        open.forEach(Cancellation::cancel);
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void spawn(Runnable task) {
        Thread.startVirtualThread(
                () -> ScopedValue.where(EventLoops.CURRENT, context).run(task));
    }

    @Override
    public void send(byte[] text) {
        lock.lock();
        try {
            while (!closed && isFull()) {
                changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            if (!closed && !socket.isClosed()) {
                socket.writeTextMessage(new String(text, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** A socket that closes at this moment has room: what is written to it is lost anyway. */
    private boolean isFull() {
        try {
            return !socket.isClosed() && socket.writeQueueFull();
        } catch (IllegalStateException closing) {
            return false;
        }
    }

    @Override
    public void begin(byte[] body, Cancellation cancellation, Work work) {
        spawn(() -> {
            Request request = opening.message(reception.ids().next("req_"), body, cancellation);
            enter(cancellation);
            try {
                run(request, work);
            } finally {
                leave(cancellation);
                work.over();
            }
        });
    }

    private void enter(Cancellation cancellation) {
        boolean late;
        lock.lock();
        try {
            late = closed;
            requests.add(cancellation);
        } finally {
            lock.unlock();
        }
        if (late) {
            cancellation.cancel();
        }
    }

    private void leave(Cancellation cancellation) {
        lock.lock();
        try {
            requests.remove(cancellation);
            stillFor = 0;
        } finally {
            lock.unlock();
        }
    }

    private void run(Request request, Work work) {
        Refused full = running.begin(request.cancellation());
        try {
            if (full != null) {
                throw new Refusal(full);
            }
            try (Turnstile.Place place = place(request)) {
                work.run(request.after(place.waited()));
            }
        } catch (Refusal refusal) {
            reception
                    .refusals()
                    .refused(request.id(), request.method(), request.path(), request.principal(), refusal.refused());
            work.refused(request, refusal);
        } catch (RuntimeException | Error bug) {
            log.error("Request {} failed in a message to {}", request.id(), request.path(), bug);
            work.refused(
                    request,
                    new Refusal(
                            ErrorCode.INTERNAL_ERROR,
                            "Weir failed at this request. The log has the details under request id " + request.id()
                                    + "."));
        } finally {
            if (full == null) {
                running.end(request.cancellation());
            }
        }
    }

    private Turnstile.Place place(Request request) {
        Turnstile.Place free = reception.turnstile().tryEnter(request);
        if (free != null) {
            return free;
        }
        CompletableFuture<Turnstile.Place> entered = new CompletableFuture<>();
        reception.turnstile().join(request, new Turnstile.Entrant() {
            @Override
            public void admitted(Turnstile.Place place) {
                entered.complete(place);
            }

            @Override
            public void refused(Refused refused) {
                entered.completeExceptionally(new Refusal(refused));
            }
        });
        try {
            return entered.get();
        } catch (ExecutionException e) {
            throw (Refusal) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            entered.thenAccept(Turnstile.Place::close);
            throw new Refusal(ErrorCode.CANCELLED, "The wait for a place was broken off.");
        }
    }

    @Override
    public void close(int code, String reason) {
        context.runOnContext(now -> {
            if (!socket.isClosed()) {
                socket.close((short) code, reason);
            }
        });
    }
}
