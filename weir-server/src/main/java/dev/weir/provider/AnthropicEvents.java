package dev.weir.provider;

import dev.weir.dialect.AnthropicStream;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Outbound;

/**
 * A stream as it comes from Anthropic. One that breaks off without {@code message_stop} is whole all the same if it
 * said why the answer ended.
 */
final class AnthropicEvents extends VendorEvents {
    private final AnthropicStream stream = new AnthropicStream();

    AnthropicEvents(String provider, Outbound.Reply reply, Call call) {
        super(provider, reply, call);
    }

    @Override
    protected Event read(byte[] data) {
        return stream.read(data);
    }

    @Override
    protected boolean stopped() {
        return stream.stopped();
    }

    @Override
    protected boolean complete() {
        return stream.finishSeen();
    }
}
