package dev.weir.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a streamed answer. */
public sealed interface Event {
    /**
     * More of the answer.
     *
     * @param dialect what {@code json} is written in: a caller of the same dialect gets it byte for byte, for any
     *     other one events are written from {@code deltas} and {@code usage}
     * @param json the event's JSON as the provider sent it. Shared; not to be changed. Empty where it continues another
     *     provider's stream and therefore has to be written anew.
     * @param deltas what it adds
     * @param usage token counts, when this event carries them. Estimated ones are a beginning: their input is what the
     *     provider stated, their output is counted if the stream ends without another statement.
     */
    record Chunk(
            Dialect dialect,
            byte[] json,
            List<Delta> deltas,
            @Nullable Usage usage) implements Event {
        public Chunk {
            deltas = List.copyOf(deltas);
        }

        /** Whether a caller of this dialect gets {@code json} as it is. */
        public boolean isFor(Dialect caller) {
            return dialect == caller && json.length > 0;
        }

        /** The same, to be written anew for whoever gets it. */
        public Chunk anew() {
            return new Chunk(dialect, new byte[0], deltas, usage);
        }

        /** An event in OpenAI's chat dialect. */
        public Chunk(byte[] json, List<Delta> deltas, @Nullable Usage usage) {
            this(Dialect.OPENAI_CHAT, json, deltas, usage);
        }
    }

    /** The stream broke; nothing follows. */
    record Failed(Answer.Refused refusal) implements Event {}
}
