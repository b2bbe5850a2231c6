package dev.weir.console;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A search explained.
 *
 * @param found null before anything was searched for
 * @param limit how many of the hits a call would be given
 * @param mayAct whether the person who looks may search as somebody else
 */
public record SearchPage(
        Shell shell,
        KnowledgeSource.Base base,
        String query,
        KnowledgeSource.@Nullable Found found,
        int limit,
        As as,
        boolean mayAct) {

    /**
     * Whose eyes the search is made with.
     *
     * @param user empty for nobody in particular
     */
    public record As(String user, List<String> groups) {
        public As {
            groups = List.copyOf(groups);
        }

        public boolean isNobody() {
            return user.isEmpty() && groups.isEmpty();
        }

        /** As they are typed. */
        public String listed() {
            return String.join(", ", groups);
        }
    }

    /** An arm's own order. */
    public record Ranked(KnowledgeSource.Hit hit, KnowledgeSource.Arm arm) {}

    public List<Ranked> words() {
        return ranked(KnowledgeSource.Hit::words);
    }

    public List<Ranked> meaning() {
        return ranked(KnowledgeSource.Hit::meaning);
    }

    private List<Ranked> ranked(Function<KnowledgeSource.Hit, KnowledgeSource.@Nullable Arm> arm) {
        if (found == null) {
            return List.of();
        }
        return found.hits().stream()
                .filter(hit -> arm.apply(hit) != null)
                .map(hit -> new Ranked(hit, Objects.requireNonNull(arm.apply(hit))))
                .sorted(Comparator.comparingInt(ranked -> ranked.arm().rank()))
                .toList();
    }

    /** How long the bar of a score is, as an SVG length; the best hit's is whole. */
    public String share(KnowledgeSource.Hit hit) {
        double best = found == null ? 0 : found.hits().getFirst().score();
        double least = found == null ? 0 : Math.min(0, found.hits().getLast().score());
        return Figures.percent(best == least ? 0 : Math.clamp((hit.score() - least) / (best - least), 0, 1));
    }

    public Link passage(KnowledgeSource.Hit hit) {
        return Link.passage(base.name(), hit.documentId(), hit.start(), hit.end());
    }

    public String place(KnowledgeSource.Hit hit) {
        String page = hit.page() == null ? "" : "p. " + hit.page() + " ";
        return page + hit.heading();
    }
}
