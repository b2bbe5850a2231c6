package dev.weir.dialect;

import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import java.util.List;

/** Reads the events of one of Gemini's streams, in their order. Not thread-safe. */
public final class GeminiStream {
    private final GeminiResponse.Seen seen = new GeminiResponse.Seen();

    /** Reads the data of one event. */
    public Event read(byte[] data) {
        GeminiResponse response = GeminiResponse.read(data, seen);
        List<Delta> deltas = response.deltas();
        return response.refusal() == null
                ? new Event.Chunk(Dialect.GEMINI, data, deltas, response.usage().sofar())
                : new Event.Failed(response.refusal());
    }

    /** Whether every candidate has said why it ended, or none was begun because the prompt was blocked. */
    public boolean complete() {
        return seen.complete();
    }
}
