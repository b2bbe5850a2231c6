package dev.weir.provider;

import dev.weir.dialect.OpenAiChat;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * A chat stream as it comes from an OpenAI-compatible provider. A stream that stops without {@code [DONE]} is whole
 * all the same if a finish reason was seen: some servers leave the marker out.
 */
final class OpenAiEvents extends VendorEvents {
    private boolean finishSeen;

    OpenAiEvents(String provider, Outbound.Reply reply) {
        super(provider, reply);
    }

    @Override
    protected @Nullable Event read(byte[] data) {
        if (OpenAiChat.isDone(data)) {
            return null;
        }
        Event event = OpenAiChat.readChunk(data);
        if (event instanceof Event.Chunk chunk) {
            finishSeen |= chunk.deltas().stream().map(Delta::finishReason).anyMatch(reason -> reason != null);
        }
        return event;
    }

    @Override
    protected boolean complete() {
        return finishSeen;
    }
}
