package dev.weir.knowledge.index;

import java.util.List;
import java.util.Set;

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

    /** What does not pass. */
    record Not(SearchFilter filter) implements SearchFilter {}
}
