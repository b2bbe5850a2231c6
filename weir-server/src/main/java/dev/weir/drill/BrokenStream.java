package dev.weir.drill;

import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.OutboundException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A provider's stream that goes wrong after {@value #BEFORE} events, which is after the first text in every dialect; or
 * that ends without its mark. It is taken apart into events to know where that is. One that is shorter goes wrong at its
 * end.
 */
final class BrokenStream implements Outbound.Reply {
    private static final int BEFORE = 8;
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] MALFORMED = "data: {\"id\": \"drill\", \"choi\n\n".getBytes(StandardCharsets.UTF_8);

    private final Outbound.Reply reply;
    private final Fault fault;
    private final Supplier<OutboundException> silence;
    private final ByteArrayOutputStream event = new ByteArrayOutputStream();
    private byte[] piece = NOTHING;
    private int at;
    private int events;
    private boolean ended;

    /**
     * @param silence waits as long as the call would, and says how it ended
     */
    BrokenStream(Outbound.Reply reply, Fault fault, Supplier<OutboundException> silence) {
        this.reply = reply;
        this.fault = fault;
        this.silence = silence;
    }

    @Override
    public int status() {
        return reply.status();
    }

    @Override
    public Optional<String> header(String name) {
        return reply.header(name);
    }

    @Override
    public byte[] next() throws OutboundException {
        if (ended) {
            return NOTHING;
        }
        byte[] next = nextEvent();
        if (fault == Fault.NO_DONE) {
            return new String(next, StandardCharsets.UTF_8).strip().equals("data: [DONE]") ? next() : next;
        }
        events++;
        return events > BEFORE || isLast(next) ? broken() : next;
    }

    /** An answer that is already complete cannot be broken any more. */
    private static boolean isLast(byte[] event) {
        String text = new String(event, StandardCharsets.UTF_8);
        return event.length == 0
                || text.contains("[DONE]")
                || text.contains("\"finish_reason\":\"")
                || text.contains("\"finish_reason\": \"")
                || text.contains("message_delta");
    }

    private byte[] broken() throws OutboundException {
        ended = true;
        return switch (fault) {
            case STALLED -> throw silence.get();
            case MALFORMED -> MALFORMED;
            default -> throw new OutboundException(Reason.BROKEN, "the stream was cut (a drill)");
        };
    }

    /** Up to and with the empty line that ends it; what is left at the end of the body. */
    private byte[] nextEvent() throws OutboundException {
        event.reset();
        int breaks = 0;
        while (breaks < 2) {
            if (at == piece.length) {
                piece = reply.next();
                at = 0;
                if (piece.length == 0) {
                    return event.toByteArray();
                }
            }
            byte one = piece[at++];
            event.write(one);
            breaks = one == '\n' ? breaks + 1 : one == '\r' ? breaks : 0;
        }
        return event.toByteArray();
    }

    @Override
    public byte[] readAll(int limit) throws OutboundException {
        return reply.readAll(limit);
    }

    @Override
    public void close() {
        reply.close();
    }
}
