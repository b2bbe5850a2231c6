package dev.weir.classifier;

import java.util.concurrent.CompletableFuture;

/** Makes vectors of texts, all of one length, on threads of its own. Thread-safe. */
@FunctionalInterface
public interface PromptEmbedding {
    /** The vector of a text; fails if it is too busy. */
    CompletableFuture<float[]> embed(String text);
}
