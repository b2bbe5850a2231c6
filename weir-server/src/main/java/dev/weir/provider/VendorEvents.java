package dev.weir.provider;

import dev.weir.dialect.SseParser;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A vendor's stream of server-sent events; what an event says is its dialect's business. */
abstract class VendorEvents implements Events {
    private final String provider;
    private final Outbound.Reply reply;
    private final SseParser parser = new SseParser();
    private final ArrayDeque<SseParser.Message> waiting = new ArrayDeque<>();
    private @Nullable Event first;
    private boolean over;

    VendorEvents(String provider, Outbound.Reply reply) {
        this.provider = provider;
        this.reply = reply;
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
                    waiting.addAll(parser.finish());
                    if (waiting.isEmpty()) {
                        return ended();
                    }
                } else {
                    waiting.addAll(parser.feed(piece));
                }
            }
            Event event = read(waiting.poll().data());
            over = event == null || event instanceof Event.Failed || stopped();
            return event;
        } catch (OutboundException e) {
            return failed(OutboundFailures.refused(provider, e));
        } catch (SseParser.EventTooLargeException e) {
            return failed(invalid(e.getMessage()));
        }
    }

    /** Whether the event just read was the stream's last. */
    protected boolean stopped() {
        return false;
    }

    private @Nullable Event ended() {
        if (complete()) {
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
    public final void close() {
        over = true;
        reply.close();
    }
}
