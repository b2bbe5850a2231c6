package dev.weir.knowledge.embedding;

import java.util.List;

/**
 * Makes the vectors of a knowledge base's dense arm: of passages when they are indexed, of questions when they are asked.
 * Vectors have length one. Thread-safe; calls wait for native work.
 */
public interface PassageEncoder {
    /** Vectors of encoders of different names never mix. */
    String name();

    /** How long every vector is. */
    int dimensions();

    /** The vectors of passages in their order, each as if it were alone. */
    List<float[]> passages(List<String> texts);

    /** The vector of a question, ahead of any bulk work. */
    float[] question(String text);
}
