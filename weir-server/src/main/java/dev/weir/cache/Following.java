package dev.weir.cache;

import dev.weir.spi.Answer;
import dev.weir.spi.Cached.Outcome;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that reads what another's request has begun. Its exchange has no attempts and names the one that has; it is
 * charged by policy when it has the whole answer, and for nothing less.
 */
final class Following implements Events {
    private final Flight flight;
    private final Flight.Reader reader;
    private final Call call;
    private boolean over;

    Following(Flight flight, Flight.Reader reader, Call call) {
        this.flight = flight;
        this.reader = reader;
        this.call = call;
    }

    Answer answer(Duration patience) {
        Answer opening = reader.opening(patience);
        begin();
        return switch (opening) {
            case Answer.Streamed _ -> Cacheable.isStream(call.operation()) ? new Answer.Streamed(this) : whole();
            case Answer.Whole whole -> {
                end(true);
                yield Replay.inShape(whole, call, made().modelName());
            }
            case Answer.Refused refused -> {
                end(false);
                yield refused;
            }
        };
    }

    private Made made() {
        return Made.of(flight.recording());
    }

    private void begin() {
        made().beginIn(call.recording(), Outcome.SHARED);
    }

    private void end(boolean whole) {
        if (over) {
            return;
        }
        over = true;
        reader.leave();
        if (whole) {
            flight.awaitLanding();
            made().endIn(
                            call.recording(),
                            Outcome.SHARED,
                            flight.request().policy().charge());
        }
    }

    private Answer whole() {
        List<Event.Chunk> chunks = new ArrayList<>();
        while (next() instanceof Event event) {
            switch (event) {
                case Event.Chunk chunk -> chunks.add(chunk);
                case Event.Failed failed -> {
                    return failed.refusal();
                }
            }
        }
        return Reshaped.whole(chunks, call, made().modelName());
    }

    @Override
    public @Nullable Event next() {
        Event event = over ? null : reader.next();
        if (event == null || event instanceof Event.Failed) {
            end(event == null);
        }
        return event;
    }

    @Override
    public void close() {
        end(false);
    }
}
