package dev.weir.classifier;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier holds of a prompt.
 *
 * @param kind null if it was not taught kinds
 * @param complexity null if it was not taught complexities
 */
public record Classification(
        String classifier,
        int version,
        @Nullable Opinion kind,
        @Nullable Opinion complexity) {
    /**
     * The most probable label.
     *
     * @param all every label's probability
     */
    public record Opinion(String label, double probability, Map<String, Double> all) {}
}
