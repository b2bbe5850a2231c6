package dev.weir.knowledge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question's vectors, one for each way of embedding that the asked knowledge bases have.
 *
 * @param byEncoder by the encoder's name
 */
public record QuestionVectors(Map<String, float[]> byEncoder) {
    /** Words alone are asked for. */
    static final QuestionVectors NONE = new QuestionVectors(Map.of());

    public QuestionVectors {
        byEncoder = Map.copyOf(byEncoder);
    }

    public boolean isEmpty() {
        return byEncoder.isEmpty();
    }

    float @Nullable [] of(KnowledgeBase base) {
        return byEncoder.get(base.encoder().name());
    }
}
