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
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A chat stream as it comes from an OpenAI-compatible provider. A stream that stops without {@code [DONE]}, in whatever
 * way, is whole all the same if every choice has its finish reason: some servers leave the marker out. Comments that
 * keep a connection alive are no events, and do not keep a silent stream alive.
 */
final class OpenAiEvents implements Events {
    private final String provider;
    private final Outbound.Reply reply;
    private final SseParser parser = new SseParser();
    private final ArrayDeque<SseParser.Message> waiting = new ArrayDeque<>();
    private @Nullable Event first;
    private final Outbound.Timeouts timeouts;
    private final LongSupplier elapsedNanos;
    private final Set<Integer> begun = new HashSet<>(2);
    private final Set<Integer> finished = new HashSet<>(2);
    private long eventBy;
    private boolean over;

    /**
     * @param elapsedNanos a monotonic clock
     */
    OpenAiEvents(String provider, Outbound.Reply reply, Outbound.Timeouts timeouts, LongSupplier elapsedNanos) {
        this.provider = provider;
        this.reply = reply;
        this.timeouts = timeouts;
        this.elapsedNanos = elapsedNanos;
        this.eventBy = elapsedNanos.getAsLong() + timeouts.head().toNanos();
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
                    checkPatience();
                }
            }
            return read(waiting.poll().data());
        } catch (OutboundException e) {
            return isWhole() && e.reason() != OutboundException.Reason.CANCELLED
                    ? whole()
                    : failed(OutboundFailures.refused(provider, e));
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
            case Event.Chunk chunk -> chunk.deltas().forEach(this::note);
            case Event.Failed failed -> over = true;
        }
        return event;
    }

    private void note(Delta delta) {
        begun.add(delta.choice());
        if (delta.finishReason() != null) {
            finished.add(delta.choice());
        }
    }

    private void checkPatience() throws OutboundException {
        long now = elapsedNanos.getAsLong();
        if (!waiting.isEmpty()) {
            eventBy = now + timeouts.idle().toNanos();
        } else if (now >= eventBy) {
            throw new OutboundException(OutboundException.Reason.TIMEOUT, "The provider sent no event for too long.");
        }
    }

    private boolean isWhole() {
        return !finished.isEmpty() && finished.containsAll(begun);
    }

    private @Nullable Event whole() {
        over = true;
        return null;
    }

    private @Nullable Event ended() {
        return isWhole() ? whole() : failed(invalid("the stream stopped before its end."));
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
