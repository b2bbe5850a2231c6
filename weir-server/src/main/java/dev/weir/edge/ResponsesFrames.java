package dev.weir.edge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiResponses;
import dev.weir.http.Frames;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream as the typed events of the Responses API. The last one carries {@code weir}; what a stream that broke
 * ends with has been written where it broke.
 */
final class ResponsesFrames implements Frames {
    private final Call call;
    private final Events events;

    ResponsesFrames(Call call, Events events) {
        this.call = call;
        this.events = events;
    }

    @Override
    public byte @Nullable [] next() {
        while (events.next() instanceof Event.Chunk chunk) {
            if (chunk.json().length > 0) {
                return AnthropicFrames.frame(withExtras(chunk.json()));
            }
        }
        return null;
    }

    private byte[] withExtras(byte[] json) {
        return call.options().present() && OpenAiResponses.isLast(json)
                ? OpenAiChat.withWeir(json, WeirExtras.json(call))
                : json;
    }

    @Override
    public void close() {
        events.close();
    }
}
