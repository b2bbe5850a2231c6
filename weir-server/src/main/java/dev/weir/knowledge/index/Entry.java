package dev.weir.knowledge.index;

import dev.weir.spi.document.Chunk;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document as the index takes it.
 *
 * @param id the caller's own id
 * @param terms values to filter by, under their keys: metadata, access lists
 * @param chunks its passages, in order
 */
public record Entry(String id, String title, Map<String, Set<String>> terms, List<Chunk> chunks) {
    public Entry {
        terms = Map.copyOf(terms);
        chunks = List.copyOf(chunks);
        if (id.isBlank()) {
            throw new IllegalArgumentException("a document needs an id");
        }
    }
}
