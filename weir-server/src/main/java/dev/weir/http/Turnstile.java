package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a call may begin. Asked when its caller is known and its body has arrived; must not block. Thread-safe.
 */
public interface Turnstile {
    /** Lets everybody in at once. */
    Turnstile OPEN = new Turnstile() {
        @Override
        public Place tryEnter(Request request) {
            return new Place(Duration.ZERO, () -> {});
        }

        @Override
        public void join(Request request, Entrant entrant) {
            entrant.admitted(tryEnter(request));
        }
    };

    /**
     * A place if one is free, else null.
     *
     * @throws Refusal if the request says something about its urgency that cannot be understood
     */
    @Nullable
    Place tryEnter(Request request);

    /**
     * Waits for a place without a thread. A request whose {@link Request#cancellation} fires stops to wait.
     *
     * @throws Refusal as {@link #tryEnter}; the entrant hears nothing then
     */
    void join(Request request, Entrant entrant);

    /** Hears exactly once, on any thread, perhaps before {@link #join} returns; must not block. */
    interface Entrant {
        /** Whoever gets a place closes it. */
        void admitted(Place place);

        void refused(Refused refused);
    }

    /**
     * The right to be worked on.
     *
     * @param waited how long it was waited for
     * @param leave gives it back; runs once, however often the place is closed
     */
    record Place(Duration waited, Once leave) implements AutoCloseable {
        public Place(Duration waited, Runnable leave) {
            this(waited, new Once(leave));
        }

        @Override
        public void close() {
            leave.run();
        }
    }
}
