package dev.weir.pipeline;

import dev.weir.spi.Answer;
import dev.weir.spi.Call;

/** The only way to a model. */
@FunctionalInterface
public interface Gateway {
    Answer call(Call call);
}
