package dev.weir.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The person that a request is made for, as proved by a signed token or vouched for by a key that may. A name that a
 * request merely mentions never becomes one of these. Nothing of it is stored: the next request says it anew, so that
 * a group that is left counts no longer.
 *
 * @param name as access lists write it; empty where only groups or attributes are known
 * @param groups those that the person is in
 * @param attributes what else is known, each with its values
 * @param until when the proof ends; null where it holds for this request only
 */
public record EndUser(
        String name,
        Set<String> groups,
        Map<String, Set<String>> attributes,
        Proof proof,
        @Nullable Instant until) {
    /** The longest name of a user, a group or an attribute, and the longest value, in characters. */
    public static final int LONGEST = 256;

    /** The most groups. */
    public static final int MOST_GROUPS = 1_000;

    /** The most attributes, and the most values of one. */
    public static final int MOST_ATTRIBUTES = 64;

    /** How it is known who the person is. */
    public enum Proof {
        /** A signed token said so. */
        TOKEN,
        /** A key said so that holds {@link Permission#ACT_AS}. */
        KEY
    }

    /**
     * @throws IllegalArgumentException that says what would be right
     */
    public EndUser {
        groups = Set.copyOf(groups);
        Map<String, Set<String>> copy = new TreeMap<>();
        attributes.forEach((attribute, values) -> copy.put(attribute, Set.copyOf(values)));
        attributes = Map.copyOf(copy);
        if (!name.isEmpty()) {
            check(name, "a user's name");
        }
        groups.forEach(group -> check(group, "a group"));
        attributes.forEach((attribute, values) -> {
            check(attribute, "an attribute's name");
            values.forEach(value -> check(value, "an attribute's value"));
            atMost(values.size(), MOST_ATTRIBUTES, "values of an attribute");
        });
        atMost(groups.size(), MOST_GROUPS, "groups");
        atMost(attributes.size(), MOST_ATTRIBUTES, "attributes");
    }

    private static void check(String text, String what) {
        if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + LONGEST + " characters, none of them a control character");
        }
    }

    private static void atMost(int count, int most, String what) {
        if (count > most) {
            throw new IllegalArgumentException("there are at most " + most + " " + what + ", not " + count);
        }
    }

    public boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }

    /** The same text for the same name, groups and attributes, whatever proved them. */
    public String text() {
        Map<String, Set<String>> sorted = new TreeMap<>();
        attributes.forEach((attribute, values) -> sorted.put(attribute, new TreeSet<>(values)));
        return quoted(name)
                + quoted(new TreeSet<>(groups))
                + sorted.entrySet().stream()
                        .map(each -> quoted(each.getKey()) + quoted(each.getValue()))
                        .toList();
    }

    private static String quoted(Set<String> texts) {
        return texts.stream().map(EndUser::quoted).toList().toString();
    }

    /** With its length, so that no two lists read the same. */
    private static String quoted(String text) {
        return text.length() + ":" + text;
    }

    /** Without a word of who it is: this may come into a log. */
    @Override
    public String toString() {
        return "EndUser[by " + proof + "]";
    }
}
