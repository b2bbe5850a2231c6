package dev.weir.idempotency;

import dev.weir.http.Frames;
import dev.weir.http.Handler;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.kernel.Headroom;
import dev.weir.kernel.Pieces;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.store.JournalRecord.KeptAnswer;
import dev.weir.store.JournalRecord.KeyEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A request under an idempotency key while it is worked on, and all who wait for its answer. It runs on a thread of its
 * own and belongs to none of them: whoever leaves, it goes on for the others, and with the last one it is cancelled, as
 * a request without a key is when its caller leaves.
 *
 * <p>When the answer grows beyond its {@link Headroom} its beginning is let go: nobody can join any more, the answer is not
 * kept, and the slowest reader sets the pace. Until then nobody waits for anybody. Thread-safe.
 */
final class Flight {
    /** What may lie between the newest piece and the slowest reader of an answer that is too large to be kept. */
    private static final long WINDOW = 64 * 1024;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_ERROR = 400;

    private final KeyName name;
    private final Fingerprint fingerprint;
    private final Instant since;
    private final Cancellation cancellation = new Cancellation();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Reader> readers = new ArrayList<>(2);
    private final Pieces<byte[]> pieces;

    private State state = State.CHECKING;
    private boolean begun;
    private boolean settled;
    private long position;
    private @Nullable ExchangeId exchange;
    /** Nobody wants the answer any more. */
    private boolean abandoned;

    private boolean complete;
    private @Nullable Response opening;
    private @Nullable Throwable failure;

    private enum State {
        /** It is being looked up whether the key was used before. */
        CHECKING,
        /** The key was used before; this is no request of its own. */
        DISSOLVED,
        UNDER_WAY,
        OVER
    }

    /**
     * @param since when the key's time begins to count
     * @param room what answers may take while they are made
     */
    Flight(KeyName name, Fingerprint fingerprint, Instant since, Headroom room) {
        this.name = name;
        this.fingerprint = fingerprint;
        this.since = since;
        this.pieces = new Pieces<>(room);
    }

    KeyName name() {
        return name;
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    Instant since() {
        return since;
    }

    /** The key was used before. */
    void dissolve() {
        locked(() -> state = State.DISSOLVED);
    }

    /** Waits until it is known whether this is a request of its own; whether it is. */
    boolean isOne() {
        lock.lock();
        try {
            while (state == State.CHECKING) {
                changed.awaitUninterruptibly();
            }
            return state != State.DISSOLVED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the request answered.
     *
     * @param landed told once when the flight is over, before its readers are; throws nothing
     */
    void start(Request request, Handler handler, Consumer<Flight> landed) {
        locked(() -> state = State.UNDER_WAY);
        Thread.ofVirtual().name("weir-idempotent").start(() -> run(request, handler, landed));
    }

    private void run(Request request, Handler handler, Consumer<Flight> landed) {
        try {
            Response response = handler.handle(request.withCancellation(cancellation));
            locked(() -> opening = response);
            switch (response) {
                case Response.Full full ->
                    locked(() -> {
                        pieces.add(full.body(), full.body().length);
                        complete = true;
                    });
                case Response.Stream stream -> relay(stream.frames());
            }
        } catch (RuntimeException | Error e) {
            locked(() -> failure = e);
        } finally {
            try {
                landed.accept(this);
            } finally {
                land();
            }
        }
    }

    private void relay(Frames frames) {
        try (frames) {
            byte[] frame = frames.next();
            while (frame != null && add(frame)) {
                frame = frames.next();
            }
            boolean ended = frame == null;
            locked(() -> complete = ended && !abandoned);
        }
    }

    /** Whether anybody reads on. */
    private boolean add(byte[] bytes) {
        lock.lock();
        try {
            pieces.add(bytes, bytes.length);
            changed.signalAll();
            while (!pieces.isWhole() && !readers.isEmpty() && pieces.behind() > WINDOW) {
                changed.awaitUninterruptibly();
            }
            return !readers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void land() {
        locked(() -> {
            state = State.OVER;
            pieces.settle();
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Something is about to be sent. The first time this writes so, unless the answer is there already: a hedge that
     * begins too late changes nothing.
     *
     * @param write returns the position in the journal, or throws, and then nothing may be sent
     */
    void begin(@Nullable ExchangeId happening, ToLongFunction<Flight> write) {
        lock.lock();
        try {
            if (!begun && !settled) {
                exchange = happening;
                position = write.applyAsLong(this);
                begun = true;
            }
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    ExchangeId exchange() {
        return exchange;
    }

    /** Whether anything may have been sent. */
    boolean hasBegun() {
        return begun;
    }

    /** Where the journal says that it has begun. */
    long position() {
        return position;
    }

    /**
     * How a flight that is landing ended; null if nothing is to be written. If it had begun, it is not known then what
     * came of it.
     */
    @Nullable
    KeyEnd end() {
        lock.lock();
        try {
            settled = true;
            return opening == null ? endWithout() : end(opening);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable KeyEnd endWithout() {
        return begun && failure instanceof Refusal ? KeyEnd.FREED : null;
    }

    private @Nullable KeyEnd end(Response response) {
        int status = response.status();
        if (status == TOO_MANY_REQUESTS || (status >= FIRST_ERROR && !begun)) {
            return begun ? KeyEnd.FREED : null;
        }
        if (status == ErrorCode.CANCELLED.status() || (!complete && abandoned)) {
            return begun ? KeyEnd.CUT_SHORT : null;
        }
        if (!complete || status == ErrorCode.STORAGE_UNAVAILABLE.status()) {
            return null;
        }
        return pieces.isWhole() ? KeyEnd.KEPT : KeyEnd.TOO_LARGE;
    }

    /** What is to be given again. */
    KeptAnswer answer() {
        lock.lock();
        try {
            Response response = Objects.requireNonNull(opening);
            return new KeptAnswer(
                    response.status(), response.headers(), response instanceof Response.Stream, pieces.all());
        } finally {
            lock.unlock();
        }
    }

    /** A reader from the beginning, or null if that is gone, or the flight is over or given up. */
    @Nullable
    Reader join(Cancellation caller) {
        Reader reader;
        lock.lock();
        try {
            boolean joins = !abandoned && state != State.DISSOLVED && state != State.OVER;
            Pieces<byte[]>.Place place = joins ? pieces.join() : null;
            if (place == null) {
                return null;
            }
            reader = new Reader(place);
            readers.add(reader);
        } finally {
            lock.unlock();
        }
        reader.listen(caller);
        return reader;
    }

    /** Waits until what came of it is written. */
    void awaitLanding() {
        lock.lock();
        try {
            while (state != State.OVER && state != State.DISSOLVED) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One caller's place in the answer. One thread reads; any may tell that its caller has left. */
    final class Reader implements Frames {
        private final Pieces<byte[]>.Place place;
        private boolean left;
        private Cancellation.@Nullable Registration registration;

        private Reader(Pieces<byte[]>.Place place) {
            this.place = place;
        }

        private void listen(Cancellation caller) {
            registration = caller.onCancel(this::leave);
        }

        /**
         * The answer, once there is one: a stream when it begins, any other when what came of it is written.
         *
         * @throws Refusal if that is the outcome, or the caller left
         */
        Response answer() {
            Response response;
            try {
                response = opened();
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
            return switch (response) {
                case Response.Stream stream -> new Response.Stream(stream.status(), stream.headers(), this);
                case Response.Full full -> {
                    close();
                    yield full;
                }
            };
        }

        private Response opened() {
            lock.lock();
            try {
                while (!(opening instanceof Response.Stream) && state != State.OVER && !isOut()) {
                    changed.awaitUninterruptibly();
                }
                if (opening != null && (opening instanceof Response.Stream || state == State.OVER)) {
                    return opening;
                }
                throw state == State.OVER ? failed() : gone();
            } finally {
                lock.unlock();
            }
        }

        /** Its caller left, and others are there to read. Whoever leaves last sees how the flight ends. */
        private boolean isOut() {
            return left && !abandoned;
        }

        private RuntimeException failed() {
            if (failure instanceof Error error) {
                throw error;
            }
            return failure instanceof RuntimeException exception
                    ? exception
                    : new IllegalStateException("a flight that lands has an answer or a failure");
        }

        private static Refusal gone() {
            return new Refusal(ErrorCode.CANCELLED, "The caller left before the answer was complete.");
        }

        @Override
        public byte @Nullable [] next() {
            lock.lock();
            try {
                while (!place.hasNext() && state != State.OVER && !isOut()) {
                    changed.awaitUninterruptibly();
                }
                if (!place.hasNext() && failure != null) {
                    throw new IllegalStateException("the answer broke off", failure);
                }
                if (isOut()) {
                    return null;
                }
                if (!pieces.isWhole()) {
                    changed.signalAll();
                }
                return place.next();
            } finally {
                lock.unlock();
            }
        }

        /** Its caller has left. If nobody else wants the answer, the work on it is cancelled. */
        private void leave() {
            boolean last;
            lock.lock();
            try {
                left = true;
                last = !abandoned && state != State.OVER && readers.stream().allMatch(reader -> reader.left);
                abandoned |= last;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (last) {
                cancellation.cancel();
            }
        }

        /** Reads no more. Whoever does so last waits until what came of the request is written. */
        @Override
        public void close() {
            leave();
            locked(() -> {
                place.leave();
                readers.remove(this);
            });
            if (registration != null) {
                registration.close();
            }
            if (isAbandoned()) {
                awaitLanding();
            }
        }
    }

    private boolean isAbandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }
}
