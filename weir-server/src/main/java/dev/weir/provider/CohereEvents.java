package dev.weir.provider;

import dev.weir.dialect.CohereStream;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Outbound;

/** A stream as it comes from Cohere; its last event says why the answer ended. */
final class CohereEvents extends VendorEvents {
    private final CohereStream stream = new CohereStream();

    CohereEvents(String provider, Outbound.Reply reply, Call call) {
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
