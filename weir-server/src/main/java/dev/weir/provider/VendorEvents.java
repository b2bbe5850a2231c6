package dev.weir.provider;

import dev.weir.dialect.UnreadableStreamException;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's stream of events; what an event says is its dialect's business. Comments that keep a connection
 * alive are no events, and do not keep a silent stream alive; a stream that has said all that matters is whole however
 * it stops.
 */
abstract class VendorEvents implements Events {
    private final String provider;
    private final Outbound.Reply reply;
    private final Framing framing;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable Event first;
    private final Outbound.Timeouts timeouts;
    private final LongSupplier elapsedNanos;
    private long eventBy;
    private boolean over;

    /** A stream of server-sent events. */
    VendorEvents(String provider, Outbound.Reply reply, Call call) {
        this(provider, reply, call, new SseFraming());
    }

    VendorEvents(String provider, Outbound.Reply reply, Call call, Framing framing) {
        this.framing = framing;
        this.provider = provider;
        this.reply = reply;
        this.timeouts = call.timeouts();
        this.elapsedNanos = call.recording()::elapsedNanos;
        this.eventBy = elapsedNanos.getAsLong() + timeouts.head().toNanos();
    }

    /** What one event says; null where it is the mark that ends the stream. */
    protected abstract @Nullable Event read(byte[] data);

    /** Whether nothing that matters follows. */
    protected abstract boolean complete();

    /** Waits for the first event, so that a failure before it is still an answer of its own. */
    final @Nullable Refused awaitFirst() {
        Event event = next();
        if (event instanceof Event.Failed failed) {
            return failed.refusal();
        }
        first = event;
        return null;
    }

    @Override
    public final @Nullable Event next() {
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
                    waiting.addAll(framing.finish());
                    if (waiting.isEmpty()) {
                        return ended();
                    }
                } else {
                    waiting.addAll(framing.feed(piece));
                    checkPatience();
                }
            }
            Event event = read(waiting.poll());
            over = event == null || event instanceof Event.Failed || stopped();
            return event;
        } catch (OutboundException e) {
            return complete() && e.reason() != OutboundException.Reason.CANCELLED
                    ? whole()
                    : failed(OutboundFailures.refused(provider, e));
        } catch (UnreadableStreamException e) {
            return failed(invalid(e.getMessage()));
        }
    }

    /** Whether the event just read was the stream's last. */
    protected boolean stopped() {
        return false;
    }

    private @Nullable Event ended() {
        return complete() ? whole() : failed(invalid("the stream stopped before its end."));
    }

    private @Nullable Event whole() {
        over = true;
        return null;
    }

    private void checkPatience() throws OutboundException {
        long now = elapsedNanos.getAsLong();
        if (!waiting.isEmpty()) {
            eventBy = now + timeouts.idle().toNanos();
        } else if (now >= eventBy) {
            throw new OutboundException(OutboundException.Reason.TIMEOUT, "The provider sent no event for too long.");
        }
    }

    private Refused invalid(@Nullable String why) {
        return Refused.of(ErrorCode.PROVIDER_INVALID_ANSWER, "Provider '" + provider + "': " + why);
    }

    private Event failed(Refused refusal) {
        over = true;
        return new Event.Failed(refusal);
    }

    @Override
    public final void close() {
        over = true;
        reply.close();
    }
}
