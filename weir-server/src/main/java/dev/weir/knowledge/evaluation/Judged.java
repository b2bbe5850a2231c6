package dev.weir.knowledge.evaluation;

import java.util.Map;

/**
 * A question and the documents that answer it.
 *
 * @param grades by document id; above 0 is relevant
 */
public record Judged(String question, Map<String, Integer> grades) {
    public Judged {
        grades = Map.copyOf(grades);
    }
}
