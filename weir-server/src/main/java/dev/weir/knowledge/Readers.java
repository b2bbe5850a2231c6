package dev.weir.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.spi.EndUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a document may be shown to: any of these users, whoever is in any of these groups, and whoever has all of these
 * attributes, of each at least one of its values. Naming nobody at all means everybody.
 *
 * @param attributes by name, each with at least one value
 */
public record Readers(
        List<String> users,
        List<String> groups,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<String>> attributes) {
    public static final Readers EVERYBODY = new Readers(List.of(), List.of());

    /** The most attributes that a reader can be asked to have. */
    static final int MOST_ATTRIBUTES = 8;

    private static final String OPEN = "weir.open";
    private static final String USER = "weir.user";
    private static final String GROUP = "weir.group";
    private static final String ATTRIBUTE = "weir.attribute";
    private static final String ATTRIBUTES = "weir.attributes";
    private static final Set<String> YES = Set.of("yes");

    /** Stands between an attribute's name and its value; neither has a control character. */
    private static final char UNIT = '\u001f';

    public Readers {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        Map<String, List<String>> copy = new TreeMap<>();
        Objects.requireNonNullElse(attributes, Map.<String, List<String>>of())
                .forEach((name, values) -> copy.put(name, List.copyOf(values)));
        attributes = Collections.unmodifiableMap(copy);
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw new IllegalArgumentException("a list asks for at most " + MOST_ATTRIBUTES + " attributes");
        }
        if (attributes.values().stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("an attribute is asked for with at least one value");
        }
    }

    public Readers(List<String> users, List<String> groups) {
        this(users, groups, Map.of());
    }

    public boolean openToAll() {
        return users.isEmpty() && groups.isEmpty() && attributes.isEmpty();
    }

    /** Whether a document with this list may be shown to that reader. */
    public boolean admit(Reader reader) {
        return openToAll()
                || (!reader.user().isEmpty() && users.contains(reader.user()))
                || groups.stream().anyMatch(reader.groups()::contains)
                || (!attributes.isEmpty()
                        && attributes.entrySet().stream()
                                .allMatch(each -> each.getValue().stream()
                                        .anyMatch(
                                                reader.attributes().getOrDefault(each.getKey(), Set.of())::contains)));
    }

    /** As a digest takes it: a list that asks for no attributes reads as it did before there were any. */
    @Override
    public String toString() {
        String asked = attributes.isEmpty() ? "" : ", attributes=" + attributes;
        return "Readers[users=" + users + ", groups=" + groups + asked + "]";
    }

    /** What the index keeps of it. */
    Map<String, Set<String>> terms() {
        if (openToAll()) {
            return Map.of(OPEN, YES);
        }
        Map<String, Set<String>> terms = new HashMap<>();
        terms.put(USER, Set.copyOf(users));
        terms.put(GROUP, Set.copyOf(groups));
        if (!attributes.isEmpty()) {
            Set<String> pairs = new HashSet<>();
            attributes.forEach((name, values) -> values.forEach(value -> pairs.add(pair(name, value))));
            terms.put(ATTRIBUTE, pairs);
            terms.put(ATTRIBUTES, Set.of(Integer.toString(attributes.size())));
        }
        return terms;
    }

    private static String pair(String name, String value) {
        return name + UNIT + value;
    }

    /** The documents that this reader may see. */
    static SearchFilter visibleTo(Reader reader) {
        List<SearchFilter> ways = new ArrayList<>(identities(reader));
        ways.add(new SearchFilter.AnyTerm(OPEN, YES));
        List<SearchFilter> had = List.copyOf(attributes(reader));
        IntStream.rangeClosed(1, Math.min(MOST_ATTRIBUTES, had.size())).forEach(asked -> {
            SearchFilter count = new SearchFilter.AnyTerm(ATTRIBUTES, Set.of(Integer.toString(asked)));
            ways.add(new SearchFilter.AllOf(List.of(count, new SearchFilter.AtLeast(asked, had))));
        });
        return new SearchFilter.AnyOf(ways);
    }

    private static List<SearchFilter.AnyTerm> identities(Reader reader) {
        Set<String> users = reader.user().isEmpty() ? Set.of() : Set.of(reader.user());
        return List.of(new SearchFilter.AnyTerm(USER, users), new SearchFilter.AnyTerm(GROUP, reader.groups()));
    }

    /** One for each attribute that the reader has. */
    private static List<SearchFilter.AnyTerm> attributes(Reader reader) {
        List<SearchFilter.AnyTerm> had = new ArrayList<>();
        reader.attributes().forEach((name, values) -> {
            Set<String> pairs = new HashSet<>();
            values.forEach(value -> pairs.add(pair(name, value)));
            had.add(new SearchFilter.AnyTerm(ATTRIBUTE, pairs));
        });
        return had;
    }

    /**
     * Who reads.
     *
     * @param user empty for nobody in particular
     */
    public record Reader(String user, Set<String> groups, Map<String, Set<String>> attributes) {
        /** Sees what is open to everybody and nothing else. */
        public static final Reader ANYBODY = new Reader("", Set.of(), Map.of());

        public Reader {
            groups = Set.copyOf(groups);
            attributes = Map.copyOf(attributes);
        }

        /** The end user of a request, or anybody if it names none. */
        public static Reader of(@Nullable EndUser user) {
            return user == null ? ANYBODY : new Reader(user.name(), user.groups(), user.attributes());
        }
    }
}
