package dev.weir.http;

import org.jspecify.annotations.Nullable;

/** The frames of a response that is written as it is made; pulled by one thread. */
public interface Frames extends AutoCloseable {
    /** The bytes of the next frame, waiting for it if need be; null when the response is complete. */
    byte @Nullable [] next();

    /** Called exactly once when nothing more will be pulled, whether all was written or the client left. */
    @Override
    void close();
}
