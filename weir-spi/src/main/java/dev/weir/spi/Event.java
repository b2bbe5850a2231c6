package dev.weir.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a streamed answer. */
public sealed interface Event {
    /**
     * More of the answer.
     *
     * @param json the event's JSON in the call's dialect, byte for byte as the provider sent it where the dialects
     *     are the same. Shared; not to be changed.
     * @param deltas what it adds
     * @param usage token counts, when this event carries them
     */
    record Chunk(byte[] json, List<Delta> deltas, @Nullable Usage usage) implements Event {
        public Chunk {
            deltas = List.copyOf(deltas);
        }
    }

    /** The stream broke; nothing follows. */
    record Failed(Answer.Refused refusal) implements Event {}
}
