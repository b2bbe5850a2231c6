package dev.weir.provider;

import dev.weir.dialect.OpenAiChat;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Outbound;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat stream as it comes from an OpenAI-compatible provider. A stream that stops without {@code [DONE]}, in whatever
 * way, is whole all the same if every choice has its finish reason: some servers leave the marker out. Comments that
 * keep a connection alive are no events, and do not keep a silent stream alive.
 */
final class OpenAiEvents extends VendorEvents {
    private final Set<Integer> begun = new HashSet<>(2);
    private final Set<Integer> finished = new HashSet<>(2);

    OpenAiEvents(String provider, Outbound.Reply reply, Call call) {
        super(provider, reply, call);
    }

    @Override
    protected @Nullable Event read(byte[] data) {
        if (OpenAiChat.isDone(data)) {
            return null;
        }
        Event event = OpenAiChat.readChunk(data);
        if (event instanceof Event.Chunk chunk) {
            chunk.deltas().forEach(this::note);
        }
        return event;
    }

    private void note(Delta delta) {
        begun.add(delta.choice());
        if (delta.finishReason() != null) {
            finished.add(delta.choice());
        }
    }

    @Override
    protected boolean complete() {
        return !finished.isEmpty() && finished.containsAll(begun);
    }
}
