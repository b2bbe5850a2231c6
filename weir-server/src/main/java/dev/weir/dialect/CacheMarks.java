package dev.weir.dialect;

import dev.weir.spi.Conversation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a caller of Anthropic's dialect marked the prompt for the vendor's cache ({@code cache_control}), by the places
 * of the marked things. A conversation carries the marks among what its dialect alone knows, as the hints they are.
 */
record CacheMarks(Set<String> places) {
    private static final String MARK = "cache_control";

    static CacheMarks of(Conversation conversation) {
        Set<String> places = new HashSet<>();
        for (Conversation.Other other : conversation.others()) {
            if (isMark(other)) {
                String field = other.field();
                places.add(field.substring(0, Math.max(0, field.length() - MARK.length() - 1)));
            }
        }
        return new CacheMarks(places);
    }

    private static boolean isMark(Conversation.Other other) {
        return other.hint() && (other.field().equals(MARK) || other.field().endsWith("." + MARK));
    }

    /** Whether the mark stands on the request itself: all of it is to be cached. */
    boolean onAll() {
        return places.contains("");
    }

    boolean on(String place) {
        return places.contains(place);
    }

    boolean onInstructions() {
        return places.stream().anyMatch(place -> place.startsWith("system["));
    }

    /** Whether the part of a turn is marked, or something inside it. */
    boolean onPart(Conversation.Turn turn, int part) {
        String place = turn.field() + ".content[" + part + "]";
        return places.stream().anyMatch(marked -> marked.equals(place) || marked.startsWith(place + "."));
    }

    /** What else only the caller's dialect knows. */
    static List<Conversation.Other> without(List<Conversation.Other> others) {
        return others.stream().filter(other -> !isMark(other)).toList();
    }
}
