package dev.weir.cache;

import dev.weir.spi.Answer;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Recording;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The client whose request began a flight. Its exchange has the flight's attempts and their cost, so it is over only
 * when the flight has landed, even if its client left earlier.
 */
final class Leading implements Events {
    private final Flight flight;
    private final Flight.Reader reader;
    private final Recording recording;
    private boolean over;

    Leading(Flight flight, Flight.Reader reader, Recording recording) {
        this.flight = flight;
        this.reader = reader;
        this.recording = recording;
    }

    Answer answer(Duration patience) {
        try {
            Answer answer = reader.opening(patience);
            if (answer instanceof Answer.Streamed) {
                begin();
                return new Answer.Streamed(this);
            }
            end();
            return answer;
        } catch (RuntimeException | Error bug) {
            end();
            throw bug;
        }
    }

    /** What headers say stands before the first event is written. */
    private void begin() {
        Recording made = flight.recording();
        if (made.target() != null) {
            recording.routed(made.target());
        }
        recording.leftOut(made.leftOut());
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        reader.leave();
        flight.awaitLanding();
        recording.takeOver(flight.recording());
    }

    @Override
    public @Nullable Event next() {
        Event event = over ? null : reader.next();
        if (event == null || event instanceof Event.Failed) {
            end();
        }
        return event;
    }

    @Override
    public void close() {
        end();
    }
}
