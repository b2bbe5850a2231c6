package dev.weir.cache;

import dev.weir.kernel.Headroom;
import dev.weir.kernel.Pieces;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Recording;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call to the rest of the pipeline, which any number of clients read from its beginning. It runs on a thread of its
 * own and belongs to none of them: whoever leaves, it goes on for the others, and with the last one it is cancelled.
 *
 * <p>When the answer grows beyond its {@link Headroom} its beginning is let go: nobody can join any more, nothing is kept,
 * and the slowest reader sets the pace. Until then nobody waits for anybody. Thread-safe.
 */
final class Flight {
    /** What may lie between the newest event and the slowest reader of an answer that is too large to be kept. */
    private static final long WINDOW = 64 * 1024;

    private final Cacheable request;
    private final Call call;
    private final Recording recording;
    private final Cancellation cancellation = new Cancellation();
    private final Consumer<Flight> landed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Pieces<Event> pieces;
    private int readers;
    private boolean abandoned;
    private boolean over;
    private boolean complete;
    private boolean keepable = true;
    private @Nullable Answer opening;
    private @Nullable Throwable bug;

    /**
     * @param leader the call that is made; its exchange gets the attempts
     * @param room what answers in flight may take
     * @param landed told once when the flight is over, before its readers are
     */
    Flight(Cacheable request, Call leader, Headroom room, Consumer<Flight> landed) {
        this.request = request;
        this.recording = leader.recording().part();
        this.call = leader.withCancellation(cancellation).withRecording(recording);
        this.pieces = new Pieces<>(room);
        this.landed = landed;
    }

    Cacheable request() {
        return request;
    }

    /** What has been recorded so far; all of it once the flight is over. */
    Recording recording() {
        return recording;
    }

    void start(Stage.Next next) {
        Thread.ofVirtual().name("weir-flight").start(() -> run(next));
    }

    private void run(Stage.Next next) {
        try {
            Answer answer = next.proceed(call);
            open(answer);
            if (answer instanceof Answer.Streamed streamed) {
                relay(streamed.events());
            }
        } catch (RuntimeException | Error e) {
            locked(() -> bug = e);
        } finally {
            land();
        }
    }

    private void open(Answer answer) {
        locked(() -> opening = answer);
    }

    private void relay(Events events) {
        try (events) {
            Event event = events.next();
            while (event != null && append(event)) {
                boolean failed = event instanceof Event.Failed;
                event = events.next();
                complete = event == null && !failed;
            }
        }
    }

    /** Whether anybody wants more. */
    private boolean append(Event event) {
        if (event instanceof Event.Chunk chunk) {
            recording.add(chunk.deltas());
        }
        lock.lock();
        try {
            pieces.add(event, Kept.bytes(event));
            changed.signalAll();
            while (!pieces.isWhole() && !abandoned && pieces.behind() > WINDOW) {
                changed.awaitUninterruptibly();
            }
            return !abandoned;
        } finally {
            lock.unlock();
        }
    }

    private void land() {
        landed.accept(this);
        locked(() -> {
            over = true;
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

    /** The answer is not to be kept: what it was made from has been forgotten. */
    void forget() {
        locked(() -> keepable = false);
    }

    /** What is to be kept of a flight that is landing; null if it brought nothing home whole. */
    @Nullable
    Kept brought() {
        Kept.Said said = said();
        Duration ttl = said == null ? Duration.ZERO : said.ttl(request);
        return said != null && ttl.isPositive() ? new Kept(request, said, Made.of(recording), ttl) : null;
    }

    private Kept.@Nullable Said said() {
        lock.lock();
        try {
            if (!keepable || !pieces.isWhole() || abandoned) {
                return null;
            }
            return switch (opening) {
                case null -> null;
                case Answer.Streamed _ -> complete ? new Kept.Said.InPieces(chunks()) : null;
                case Answer.Whole whole -> new Kept.Said.AtOnce(whole);
                case Refused refused -> new Kept.Said.AtOnce(refused);
            };
        } finally {
            lock.unlock();
        }
    }

    private List<Event.Chunk> chunks() {
        return pieces.all().stream()
                .filter(Event.Chunk.class::isInstance)
                .map(Event.Chunk.class::cast)
                .toList();
    }

    /** A reader from the beginning, or null if that is gone or the flight is cancelled. */
    @Nullable
    Reader join(Cancellation client) {
        Reader reader;
        lock.lock();
        try {
            Pieces<Event>.Place place = abandoned ? null : pieces.join();
            if (place == null) {
                return null;
            }
            reader = new Reader(place);
            readers++;
        } finally {
            lock.unlock();
        }
        reader.listen(client);
        return reader;
    }

    /** Waits until everything that the flight records is recorded. */
    void awaitLanding() {
        lock.lock();
        try {
            while (!over) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One client's place in the answer. One thread reads; any may make it leave. */
    final class Reader {
        private final Pieces<Event>.Place place;
        private boolean left;
        private Cancellation.@Nullable Registration registration;

        private Reader(Pieces<Event>.Place place) {
            this.place = place;
        }

        private void listen(Cancellation client) {
            registration = client.onCancel(this::leave);
        }

        /**
         * The answer, once there is one. A stream's events come from {@link #next}. Refused if the client left or its
         * time is over.
         */
        Answer opening(Duration patience) {
            long nanos = patience.toNanos();
            lock.lock();
            try {
                while (!hasOpened() && !left && nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                }
                if (left || !hasOpened()) {
                    return left ? gone() : late();
                }
                throwBug();
                return Objects.requireNonNull(opening, "a flight that lands has an answer or a bug");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return gone();
            } finally {
                lock.unlock();
            }
        }

        /** An answer that comes whole opens when it has landed. */
        private boolean hasOpened() {
            return over || opening instanceof Answer.Streamed;
        }

        /** The next event; null once the flight has landed. */
        @Nullable
        Event next() {
            lock.lock();
            try {
                while (!place.hasNext() && !over && !left) {
                    changed.await();
                }
                if (left) {
                    return new Event.Failed(gone());
                }
                if (!place.hasNext()) {
                    throwBug();
                    return null;
                }
                if (!pieces.isWhole()) {
                    changed.signalAll();
                }
                return place.next();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Event.Failed(gone());
            } finally {
                lock.unlock();
            }
        }

        private void throwBug() {
            if (bug != null) {
                throw new IllegalStateException("the shared call failed", bug);
            }
        }

        private static Refused gone() {
            return Refused.of(ErrorCode.CANCELLED, "The caller left before the answer was complete.");
        }

        private static Refused late() {
            return Refused.of(ErrorCode.PROVIDER_TIMEOUT, "The time for the whole call is over.");
        }

        /** May be called twice. The last reader of a flight that is not over cancels it. */
        void leave() {
            boolean last;
            lock.lock();
            try {
                if (left) {
                    return;
                }
                left = true;
                place.leave();
                readers--;
                last = readers == 0 && !over;
                abandoned |= last;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (registration != null) {
                registration.close();
            }
            if (last) {
                cancellation.cancel();
            }
        }
    }
}
