package dev.weir.knowledge.index;

import java.util.EnumSet;
import java.util.Set;

/**
 * What to look for and how.
 *
 * @param text the question, in words
 * @param limit hits wanted
 * @param arms the arms to ask; with one, its own order stands
 * @param fusion how the arms' scores become one
 * @param filter what may be seen
 * @param collapse whether a document may appear more than once
 * @param candidates how deep each arm is asked before the lists are joined
 */
public record SearchRequest(
        String text, int limit, Set<Arm> arms, Fusion fusion, SearchFilter filter, Collapse collapse, int candidates) {

    /** What stands for what in the hits. */
    public enum Collapse {
        /** Every passage for itself. */
        NONE,
        /** The best passage for its document. */
        DOCUMENT
    }

    private static final int LEAST_CANDIDATES = 100;

    public SearchRequest {
        arms = Set.copyOf(arms);
        require(limit >= 1 && limit <= 1000, "limit must be 1 to 1000, not " + limit);
        require(!arms.isEmpty(), "at least one arm must be asked: bm25, dense");
        require(candidates >= 1 && candidates <= 10_000, "candidates must be 1 to 10000, not " + candidates);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Both arms, everything visible, passages uncollapsed. */
    public static SearchRequest hybrid(String text, int limit) {
        return new SearchRequest(
                text,
                limit,
                EnumSet.allOf(Arm.class),
                Fusion.DEFAULT,
                new SearchFilter.Everything(),
                Collapse.NONE,
                Math.max(LEAST_CANDIDATES, 2 * limit));
    }

    public SearchRequest asking(Set<Arm> chosen) {
        return new SearchRequest(text, limit, chosen, fusion, filter, collapse, candidates);
    }

    public SearchRequest seeing(SearchFilter visible) {
        return new SearchRequest(text, limit, arms, fusion, visible, collapse, candidates);
    }

    /** The best passage of each document; the arms are asked deeper, as several passages fall together. */
    public SearchRequest byDocument() {
        return new SearchRequest(
                text, limit, arms, fusion, filter, Collapse.DOCUMENT, Math.min(10_000, candidates * 2));
    }

    /** Joins the arms in that way, which may ask fewer of them. */
    public SearchRequest fusing(Fusion other) {
        return new SearchRequest(text, limit, other.arms(arms), other, filter, collapse, candidates);
    }

    public SearchRequest deep(int perArm) {
        return new SearchRequest(text, limit, arms, fusion, filter, collapse, perArm);
    }
}
