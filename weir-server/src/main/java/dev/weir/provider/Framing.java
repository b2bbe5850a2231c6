package dev.weir.provider;

import dev.weir.dialect.UnreadableStreamException;
import java.util.List;

/** How a vendor cuts its stream into events. Not thread-safe. */
interface Framing {
    /** The data of the events that the next piece of the stream completes, in order. */
    List<byte[]> feed(byte[] piece) throws UnreadableStreamException;

    /** The data of the event that the end of the stream completes, or nothing. */
    List<byte[]> finish() throws UnreadableStreamException;
}
