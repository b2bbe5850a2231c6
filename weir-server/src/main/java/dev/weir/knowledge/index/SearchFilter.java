package dev.weir.knowledge.index;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which passages a search may see. It holds in both arms. */
public sealed interface SearchFilter {
    /** No restriction. */
    record Everything() implements SearchFilter {}

    /** The passages of these documents; of none, if empty. */
    record Documents(Set<String> ids) implements SearchFilter {
        public Documents {
            ids = Set.copyOf(ids);
        }
    }

    /** The passages of documents that carry at least one of these values under this key. */
    record AnyTerm(String key, Set<String> values) implements SearchFilter {
        public AnyTerm {
            values = Set.copyOf(values);
        }
    }

    /** The passages of documents that carry anything under this key. */
    record Exists(String key) implements SearchFilter {}

    /** The passages of documents that carry a number under this key that is between these, both included. */
    record NumberRange(String key, double from, double to) implements SearchFilter {}

    /** The same for times, in microseconds since 1970. */
    record TimeRange(String key, long from, long to) implements SearchFilter {}

    /**
     * The same for texts, in the order of their code points; null where there is no bound.
     *
     * @param withFrom whether {@code from} itself passes, and so for {@code to}
     */
    record TextRange(
            String key,
            @Nullable String from,
            boolean withFrom,
            @Nullable String to,
            boolean withTo) implements SearchFilter {}

    /** What passes all of them; everything, if empty. */
    record AllOf(List<SearchFilter> filters) implements SearchFilter {
        public AllOf {
            filters = List.copyOf(filters);
        }
    }

    /** What passes any of them; nothing, if empty. */
    record AnyOf(List<SearchFilter> filters) implements SearchFilter {
        public AnyOf {
            filters = List.copyOf(filters);
        }
    }

    /** What passes at least so many of them; each is counted once, whatever it finds. */
    record AtLeast(int count, List<SearchFilter> filters) implements SearchFilter {
        public AtLeast {
            filters = List.copyOf(filters);
            if (count < 1) {
                throw new IllegalArgumentException("at least one, not " + count);
            }
        }
    }

    /** What does not pass. */
    record Not(SearchFilter filter) implements SearchFilter {}
}
