package dev.weir.limits;

import dev.weir.dialect.PriorityField;
import dev.weir.http.Patience;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Turnstile;
import dev.weir.kernel.Clock;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Priority;
import dev.weir.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The turnstile in front of every call. Knows the caller's bounds and the call's class and deadline, and says in words
 * why a call was refused. Thread-safe.
 */
public final class Admission implements Turnstile {
    /** How urgent the caller finds it: {@code interactive}, {@code normal} or {@code batch}. */
    public static final String HEADER = "x-weir-priority";

    private static final long HEAD_BYTES = 2_048;

    private final AdmissionQueue queue;
    private final Callers callers;
    private final Clock clock;
    private final Metrics metrics;
    private final RetryTimes retries;

    Admission(AdmissionQueue queue, Callers callers, Clock clock, Metrics metrics, RetryTimes retries) {
        this.queue = queue;
        this.callers = callers;
        this.clock = clock;
        this.metrics = metrics;
        this.retries = retries;
    }

    @Override
    public @Nullable Place tryEnter(Request request) {
        checkDeadline(request);
        Priority asked = inHeader(request);
        Caller caller = callers.of(request.principal());
        if (!queue.tryEnter(caller)) {
            return null;
        }
        metrics.admitted(callers.priority(request.principal(), asked).wire(), Duration.ZERO);
        return place(caller, Duration.ZERO);
    }

    private void checkDeadline(Request request) {
        Instant deadline = Patience.deadline(request);
        if (deadline != null && !deadline.isAfter(clock.instant())) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The deadline " + deadline + " is past.",
                    "x-weir-deadline",
                    "Send a time to come, or x-weir-timeout, which needs no clock.");
        }
    }

    private Place place(Caller caller, Duration waited) {
        return new Place(waited, () -> queue.leave(caller));
    }

    @Override
    public void join(Request request, Entrant entrant) {
        Priority asked = inHeader(request);
        if (asked == null) {
            asked = PriorityField.find(request.body()).flatMap(Priority::named).orElse(null);
        }
        Instant now = clock.instant();
        Wish wish = new Wish(
                request.principal(),
                asked,
                Patience.of(request).start(now),
                request.body().length + HEAD_BYTES,
                request.cancellation());
        join(wish, now, entrant);
    }

    private static @Nullable Priority inHeader(Request request) {
        String word = request.header(HEADER).map(String::strip).orElse(null);
        if (word == null) {
            return null;
        }
        return Priority.named(word)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "The header " + HEADER + " is '" + word + "'.",
                        HEADER,
                        "One of interactive, normal, batch."));
    }

    /**
     * What a call wants.
     *
     * @param asked how urgent it says it is; null if it does not say
     * @param startBy when it is too late to begin; null if never
     * @param bytes memory that it takes up while it waits
     * @param cancellation fires when nobody wants it any more
     */
    public record Wish(
            Principal who,
            @Nullable Priority asked,
            @Nullable Instant startBy,
            long bytes,
            Cancellation cancellation) {}

    /**
     * Waits for a place on this thread, for work that comes in by no request of its own. The place is to be closed.
     *
     * @throws Refusal if the wait was too long, or was given up
     */
    public Place enter(Wish wish) {
        CompletableFuture<Place> entered = new CompletableFuture<>();
        join(wish, clock.instant(), new Entrant() {
            @Override
            public void admitted(Place place) {
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
            entered.thenAccept(Place::close);
            throw new Refusal(ErrorCode.CANCELLED, "The wait for a place was broken off.");
        }
    }

    /** Waits for a place of the class {@code batch} on this thread until there is one, or the request is cancelled. */
    Place enterAtLast(Request request) {
        Wish wish = new Wish(
                request.principal(), Priority.BATCH, null, request.body().length + HEAD_BYTES, request.cancellation());
        while (true) {
            try {
                return enter(wish);
            } catch (Refusal refusal) {
                if (!refusal.refused().retryable() || request.cancellation().isCancelled()) {
                    throw refusal;
                }
            }
        }
    }

    private void join(Wish wish, Instant now, Entrant entrant) {
        Caller caller = callers.of(wish.who());
        Priority priority = callers.priority(wish.who(), wish.asked());
        long nanos = clock.nanoTime();
        long startBy = wish.startBy() == null
                ? Long.MAX_VALUE
                : nanos + Duration.between(now, wish.startBy()).toNanos();
        Waiting waiting = new Waiting(caller, priority, wish.who(), entrant);
        Ticket ticket = new Ticket(caller, priority, wish.bytes(), nanos, startBy, waiting);
        queue.join(ticket);
        waiting.registered(wish.cancellation().onCancel(() -> queue.abandon(ticket)));
    }

    /** One call that waits. */
    private final class Waiting implements Ticket.Holder {
        private final Caller caller;
        private final Priority priority;
        private final Principal who;
        private final Entrant entrant;
        private Cancellation.@Nullable Registration registration;
        private boolean over;

        Waiting(Caller caller, Priority priority, Principal who, Entrant entrant) {
            this.caller = caller;
            this.priority = priority;
            this.who = who;
            this.entrant = entrant;
        }

        /** The wait may be over before there is anything to forget. */
        void registered(Cancellation.Registration made) {
            synchronized (this) {
                if (!over) {
                    registration = made;
                    return;
                }
            }
            made.close();
        }

        private void end() {
            Cancellation.Registration made;
            synchronized (this) {
                over = true;
                made = registration;
            }
            if (made != null) {
                made.close();
            }
        }

        @Override
        public void admitted(long waitedNanos) {
            end();
            Duration waited = Duration.ofNanos(waitedNanos);
            metrics.admitted(priority.wire(), waited);
            entrant.admitted(place(caller, waited));
        }

        @Override
        public void shed(Shed reason, long waitedNanos) {
            end();
            metrics.shed(priority.wire(), reason.wire());
            entrant.refused(retries.refused(reason, priority, caller, who, waitedNanos));
        }
    }
}
