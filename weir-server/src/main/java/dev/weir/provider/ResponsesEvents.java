package dev.weir.provider;

import dev.weir.dialect.ResponsesStream;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Outbound;

/** A stream of the Responses API as it comes from OpenAI. Only the event with the whole response ends it. */
final class ResponsesEvents extends VendorEvents {
    private final ResponsesStream stream = new ResponsesStream();

    ResponsesEvents(String provider, Outbound.Reply reply, Call call) {
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
        return stream.stopped();
    }
}
