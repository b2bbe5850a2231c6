package dev.weir.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the simulator understood of an embedding request; token arrays count as the text of their numbers. */
record EmbeddingsSeen(
        String model,
        List<String> input,
        boolean base64,
        @Nullable Integer dimensions,
        int promptTokens) {
    EmbeddingsSeen {
        input = List.copyOf(input);
    }
}
