package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Principal;
import org.jspecify.annotations.Nullable;

/** Hears of every request that was refused before a handler answered it. Must not block. */
@FunctionalInterface
public interface RefusalListener {
    void refused(String requestId, String method, String path, @Nullable Principal principal, Refused refused);
}
