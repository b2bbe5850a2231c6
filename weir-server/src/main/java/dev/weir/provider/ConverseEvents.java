package dev.weir.provider;

import dev.weir.dialect.ConverseStream;
import dev.weir.dialect.EventStreamParser;
import dev.weir.dialect.UnreadableStreamException;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Outbound;
import java.util.List;

/**
 * A stream as it comes from Bedrock. One that breaks off without its usage is whole all the same if it said why the
 * answer ended.
 */
final class ConverseEvents extends VendorEvents {
    private final ConverseStream stream = new ConverseStream();

    ConverseEvents(String provider, Outbound.Reply reply, Call call) {
        super(provider, reply, call, new Messages());
    }

    @Override
    protected Event read(byte[] json) {
        return stream.read(json);
    }

    @Override
    protected boolean stopped() {
        return stream.stopped();
    }

    @Override
    protected boolean complete() {
        return stream.finishSeen();
    }

    private static final class Messages implements Framing {
        private final EventStreamParser parser = new EventStreamParser();

        @Override
        public List<byte[]> feed(byte[] piece) throws UnreadableStreamException {
            return parser.feed(piece).stream().map(ConverseStream::json).toList();
        }

        @Override
        public List<byte[]> finish() {
            return List.of();
        }
    }
}
