package dev.weir.provider;

import dev.weir.dialect.GeminiStream;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Outbound;

/** A stream as it comes from Google, which has no mark at its end: every candidate has to have said why it ended. */
final class GeminiEvents extends VendorEvents {
    private final GeminiStream stream = new GeminiStream();

    GeminiEvents(String provider, Outbound.Reply reply, Call call) {
        super(provider, reply, call);
    }

    @Override
    protected Event read(byte[] data) {
        return stream.read(data);
    }

    @Override
    protected boolean complete() {
        return stream.complete();
    }
}
