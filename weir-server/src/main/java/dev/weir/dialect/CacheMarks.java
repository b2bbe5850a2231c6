package dev.weir.dialect;

import dev.weir.spi.Conversation;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where a caller of Anthropic's dialect marked the prompt for the vendor's cache ({@code cache_control}), by the places
 * of the marked things, and how long each mark asks for. A conversation carries the marks among what its dialect alone
 * knows, as the hints they are.
 */
record CacheMarks(NavigableMap<String, Mark> places) {
    private static final String MARK = "cache_control";

    /** Whether there is one, and how long it asks for. */
    enum Mark {
        NONE,
        MINUTES,
        HOUR;

        private Mark or(Mark other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    static CacheMarks of(Conversation conversation) {
        NavigableMap<String, Mark> places = new TreeMap<>();
        for (Conversation.Other other : conversation.others()) {
            if (isMark(other)) {
                String field = other.field();
                places.put(
                        field.substring(0, Math.max(0, field.length() - MARK.length() - 1)),
                        "1h".equals(other.word()) ? Mark.HOUR : Mark.MINUTES);
            }
        }
        return new CacheMarks(places);
    }

    private static boolean isMark(Conversation.Other other) {
        return other.hint() && (other.field().equals(MARK) || other.field().endsWith("." + MARK));
    }

    /** On the request itself: all of it is to be cached. */
    Mark onAll() {
        return on("");
    }

    Mark on(String place) {
        return places.getOrDefault(place, Mark.NONE);
    }

    Mark onInstructions() {
        return longestIn("system[");
    }

    /** On the part of a turn, or something inside it. */
    Mark onPart(Conversation.Turn turn, int part) {
        String place = turn.field() + ".content[" + part + "]";
        return on(place).or(longestIn(place + "."));
    }

    private Mark longestIn(String prefix) {
        return places.subMap(prefix, prefix + Character.MAX_VALUE).values().stream()
                .reduce(Mark.NONE, Mark::or);
    }

    /** What else only the caller's dialect knows. */
    static List<Conversation.Other> without(List<Conversation.Other> others) {
        return others.stream().filter(other -> !isMark(other)).toList();
    }
}
