package dev.weir.knowledge;

import dev.weir.knowledge.index.SearchFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom a document may be shown to: any of these users, and whoever is in any of these groups. Naming nobody at all
 * means everybody.
 */
public record Readers(List<String> users, List<String> groups) {
    public static final Readers EVERYBODY = new Readers(List.of(), List.of());

    private static final String OPEN = "weir.open";
    private static final String USER = "weir.user";
    private static final String GROUP = "weir.group";
    private static final Set<String> YES = Set.of("yes");

    public Readers {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }

    public boolean openToAll() {
        return users.isEmpty() && groups.isEmpty();
    }

    /** What the index keeps of it. */
    Map<String, Set<String>> terms() {
        if (openToAll()) {
            return Map.of(OPEN, YES);
        }
        Map<String, Set<String>> terms = new HashMap<>();
        terms.put(USER, Set.copyOf(users));
        terms.put(GROUP, Set.copyOf(groups));
        return terms;
    }

    /** The documents that this reader may see. */
    static SearchFilter visibleTo(Reader reader) {
        SearchFilter open = new SearchFilter.AnyTerm(OPEN, YES);
        Set<String> users = reader.user().isEmpty() ? Set.of() : Set.of(reader.user());
        return new SearchFilter.AnyOf(List.of(
                open,
                new SearchFilter.AnyTerm(USER, users),
                new SearchFilter.AnyTerm(GROUP, Set.copyOf(reader.groups()))));
    }

    /**
     * Who reads.
     *
     * @param user empty for nobody in particular
     */
    public record Reader(String user, List<String> groups) {
        /** Sees what is open to everybody and nothing else. */
        public static final Reader ANYBODY = new Reader("", List.of());

        public Reader {
            groups = List.copyOf(groups);
        }
    }
}
