package dev.weir.pipeline;

import dev.weir.spi.Answer;
import dev.weir.spi.Call;

/**
 * One concern of the pipeline. {@code handle} may answer by itself, or proceed (several times, even side by side) and
 * decorate what comes back; it returns at the first content event of a stream. Failures are {@link Answer.Refused};
 * an exception is a bug. Thread-safe.
 */
@FunctionalInterface
public interface Stage {
    Answer handle(Call call, Next next);

    /** The rest of the pipeline. */
    @FunctionalInterface
    interface Next {
        Answer proceed(Call call);
    }
}
