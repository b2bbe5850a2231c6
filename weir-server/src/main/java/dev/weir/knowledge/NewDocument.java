package dev.weir.knowledge;

import dev.weir.spi.document.DocumentText;
import java.util.Map;
import java.util.Set;

/**
 * A document to be taken in.
 *
 * @param id the caller's own id; the same id replaces
 * @param terms values that searches can filter by, under their keys
 */
public record NewDocument(String id, DocumentText text, Map<String, Set<String>> terms) {
    public NewDocument {
        terms = Map.copyOf(terms);
    }

    public NewDocument(String id, DocumentText text) {
        this(id, text, Map.of());
    }
}
