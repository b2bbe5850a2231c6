package dev.weir.knowledge.grounding;

import dev.weir.spi.Grounded.Conflict;
import dev.weir.spi.Grounded.Conflict.Kind;
import dev.weir.spi.Grounded.Conflict.Side;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds passages that contradict each other about a sentence: two of their sentences share most of their words with it
 * and with each other, and name different numbers of the same thing, or one denies what the other says.
 */
final class Conflicts {
    /** The least share of the claim's words, numbers left aside, in each of the two sentences. */
    private static final double ABOUT_THE_CLAIM = .5;

    /** The least share of the shorter sentence's words that the other one has, too. */
    private static final double ABOUT_THE_SAME = .6;

    private static final int MOST = 5;

    private Conflicts() {}

    /** One at most for each pair of passages. */
    static List<Conflict> about(int sentence, String claim, Material material) {
        Set<String> asked = topic(Word.in(claim));
        List<Premise> near = material.premises().stream()
                .filter(premise -> !asked.isEmpty() && overlap(asked, premise.stems()) >= ABOUT_THE_CLAIM)
                .toList();
        List<Conflict> conflicts = new ArrayList<>();
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i < near.size(); i++) {
            for (int j = i + 1; j < near.size() && conflicts.size() < MOST; j++) {
                Premise one = near.get(i);
                Premise other = near.get(j);
                if (!isSamePlace(one, other)) {
                    kind(one, other)
                            .filter(_ -> pairs.add(one.evidence().number() + ","
                                    + other.evidence().number()))
                            .ifPresent(kind -> conflicts.add(new Conflict(sentence, kind, side(one), side(other))));
                }
            }
        }
        return conflicts;
    }

    /** Passages of a document overlap, so that a sentence may stand in two of them. */
    private static boolean isSamePlace(Premise one, Premise other) {
        return one.evidence().number() == other.evidence().number()
                || one.text().equals(other.text());
    }

    private static Optional<Kind> kind(Premise one, Premise other) {
        Set<String> first = topic(one.words());
        Set<String> second = topic(other.words());
        Set<String> shorter = first.size() <= second.size() ? first : second;
        Set<String> longer = first.size() <= second.size() ? second : first;
        if (shorter.size() < 2 || overlap(shorter, longer) < ABOUT_THE_SAME) {
            return Optional.empty();
        }
        if (one.polarity().denies() != other.polarity().denies()) {
            return Optional.of(Kind.NEGATION);
        }
        return numbersDiffer(one.words(), other.words()) ? Optional.of(Kind.NUMBER) : Optional.empty();
    }

    /** A number with the word after it is what it counts: some thing is counted in both, and no number agrees. */
    private static boolean numbersDiffer(List<Word> one, List<Word> other) {
        for (int i = 0; i + 1 < one.size(); i++) {
            if (one.get(i).number() && !one.get(i + 1).number()) {
                String thing = one.get(i + 1).stem();
                Set<String> mine = counts(one, thing);
                Set<String> theirs = counts(other, thing);
                if (!theirs.isEmpty() && mine.stream().noneMatch(theirs::contains)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<String> counts(List<Word> words, String thing) {
        Set<String> counts = new HashSet<>();
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).number() && words.get(i + 1).stem().equals(thing)) {
                counts.add(words.get(i).stem());
            }
        }
        return counts;
    }

    private static Set<String> topic(List<Word> words) {
        Set<String> topic = new HashSet<>();
        words.stream().filter(word -> word.content() && !word.number()).forEach(word -> topic.add(word.stem()));
        return topic;
    }

    private static double overlap(Set<String> of, Set<String> with) {
        return (double) of.stream().filter(with::contains).count() / of.size();
    }

    private static Side side(Premise premise) {
        int start = premise.evidence().start() + premise.span().start();
        return new Side(
                premise.evidence().number(),
                premise.evidence().documentId(),
                start,
                start + premise.span().length(),
                premise.text());
    }
}
