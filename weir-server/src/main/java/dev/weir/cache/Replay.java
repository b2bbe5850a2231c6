package dev.weir.cache;

import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cached.Outcome;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives an answer again. */
final class Replay implements Events {
    private final Iterator<Event.Chunk> chunks;
    private final Cancellation cancellation;
    private boolean over;

    private Replay(List<Event.Chunk> chunks, Cancellation cancellation) {
        this.chunks = chunks.iterator();
        this.cancellation = cancellation;
    }

    /** A kept answer, in the shape that the call asks for. */
    static Answer of(Kept kept, Call call) {
        Made made = kept.made();
        made.endIn(call.recording(), Outcome.HIT, kept.request().policy().charge());
        return switch (kept.said()) {
            case Kept.Said.AtOnce(Answer.Whole whole) -> inShape(whole, call, made.modelName());
            case Kept.Said.AtOnce(Answer answer) -> answer;
            case Kept.Said.InPieces(var chunks) ->
                Cacheable.isStream(call.operation())
                        ? new Answer.Streamed(new Replay(chunks, call.cancellation()))
                        : Reshaped.whole(chunks, call, made.modelName());
        };
    }

    static Answer inShape(Answer.Whole whole, Call call, String model) {
        return Cacheable.isStream(call.operation())
                ? new Answer.Streamed(new Replay(Reshaped.stream(whole, call, model), call.cancellation()))
                : whole;
    }

    @Override
    public @Nullable Event next() {
        if (over || !chunks.hasNext()) {
            return null;
        }
        if (cancellation.isCancelled()) {
            over = true;
            return new Event.Failed(Refused.of(ErrorCode.CANCELLED, "The caller left before the answer was complete."));
        }
        return chunks.next();
    }

    @Override
    public void close() {
        over = true;
    }
}
