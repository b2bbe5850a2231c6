package dev.weir.knowledge;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A question to a knowledge base, and which documents answer it.
 *
 * @param id the caller's own
 * @param grades by document id; 0 is judged and not relevant, above it the more the better
 */
public record JudgedQuery(String id, String query, Source source, Map<String, Integer> grades, Instant updatedAt) {
    public JudgedQuery {
        grades = Map.copyOf(grades);
    }

    /** Who judged it. */
    public enum Source {
        /** A person who knows the documents. */
        HAND,
        /** Users' signals on answers. */
        FEEDBACK,
        /** Made from a document by a program: says little of what users ask. */
        GENERATED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Source> named(String wireName) {
            return Arrays.stream(values())
                    .filter(each -> each.wireName().equals(wireName))
                    .findFirst();
        }

        static List<String> wireNames() {
            return Arrays.stream(values()).map(Source::wireName).toList();
        }
    }
}
