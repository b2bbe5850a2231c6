package dev.weir.provider;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.SseParser;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A chat stream as it comes from an OpenAI-compatible provider. A stream that stops without {@code [DONE]} is whole
 * all the same if a finish reason was seen: some servers leave the marker out.
 */
final class OpenAiEvents implements Events {
    private final String provider;
    private final Outbound.Reply reply;
    private final SseParser parser = new SseParser();
    private final ArrayDeque<SseParser.Message> waiting = new ArrayDeque<>();
    private @Nullable Event first;
    private boolean finishSeen;
    private boolean over;

    OpenAiEvents(String provider, Outbound.Reply reply) {
        this.provider = provider;
        this.reply = reply;
    }

    /** Waits for the first event, so that a failure before it is still an answer of its own. */
    @Nullable
    Refused awaitFirst() {
        Event event = next();
        if (event instanceof Event.Failed failed) {
            return failed.refusal();
        }
        first = event;
        return null;
    }

    @Override
    public @Nullable Event next() {
        if (first != null) {
            Event event = first;
            first = null;
            return event;
        }
        return over ? null : pull();
    }

    private @Nullable Event pull() {
        try {
            while (waiting.isEmpty()) {
                byte[] piece = reply.next();
                if (piece.length == 0) {
                    waiting.addAll(parser.finish());
                    if (waiting.isEmpty()) {
                        return ended();
                    }
                } else {
                    waiting.addAll(parser.feed(piece));
                }
            }
            return read(waiting.poll().data());
        } catch (OutboundException e) {
            return failed(OutboundFailures.refused(provider, e));
        } catch (SseParser.EventTooLargeException e) {
            return failed(invalid(e.getMessage()));
        }
    }

    private @Nullable Event read(byte[] data) {
        if (OpenAiChat.isDone(data)) {
            over = true;
            return null;
        }
        Event event = OpenAiChat.readChunk(data);
        switch (event) {
            case Event.Chunk chunk ->
                finishSeen |= chunk.deltas().stream().map(Delta::finishReason).anyMatch(reason -> reason != null);
            case Event.Failed failed -> over = true;
        }
        return event;
    }

    private @Nullable Event ended() {
        if (finishSeen) {
            over = true;
            return null;
        }
        return failed(invalid("the stream stopped before its end."));
    }

    private Refused invalid(@Nullable String why) {
        return Refused.of(ErrorCode.PROVIDER_INVALID_ANSWER, "Provider '" + provider + "': " + why);
    }

    private Event failed(Refused refusal) {
        over = true;
        return new Event.Failed(refusal);
    }

    @Override
    public void close() {
        over = true;
        reply.close();
    }
}
