package dev.weir.knowledge.grounding;

import java.util.List;
import java.util.Set;

/** Whether a text denies something, and whether it speaks of more or of less. English. */
record Polarity(boolean denies, boolean more, boolean less) {
    private static final Set<String> DENIALS = Set.of(
            "no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "cannot", "without", "lack", "lacks",
            "lacking", "fail", "fails", "failed", "absence", "absent", "unable", "hardly", "non");

    /** Stems, as the English Snowball stemmer makes them. */
    private static final Set<String> MORE = Set.of(
            "increas",
            "rise",
            "rais",
            "rose",
            "higher",
            "high",
            "greater",
            "elev",
            "enhanc",
            "promot",
            "upregul",
            "improv",
            "gain",
            "activ",
            "induc",
            "better",
            "longer",
            "larger",
            "posit",
            "acceler",
            "stimul",
            "expand",
            "strengthen",
            "allow",
            "enabl",
            "abov",
            "faster",
            "grow",
            "grew",
            "best",
            "largest",
            "highest");

    private static final Set<String> LESS = Set.of(
            "decreas",
            "reduc",
            "reduct",
            "lower",
            "less",
            "fewer",
            "declin",
            "suppress",
            "inhibit",
            "downregul",
            "worsen",
            "lose",
            "loss",
            "lost",
            "deactiv",
            "inactiv",
            "prevent",
            "block",
            "wors",
            "shorter",
            "smaller",
            "negat",
            "attenu",
            "impair",
            "diminish",
            "forbid",
            "disabl",
            "below",
            "slower",
            "shrink",
            "fell",
            "drop",
            "low",
            "worst",
            "smallest",
            "lowest");

    static boolean denies(String lower) {
        return DENIALS.contains(lower) || lower.endsWith("n't");
    }

    static Polarity of(List<Word> words) {
        return new Polarity(
                words.stream().anyMatch(Word::denial),
                words.stream().anyMatch(word -> MORE.contains(word.stem())),
                words.stream().anyMatch(word -> LESS.contains(word.stem())));
    }

    /** Whether one speaks of more and the other of less. */
    boolean isOppositeOf(Polarity other) {
        return (more && !less && other.less && !other.more) || (less && !more && other.more && !other.less);
    }
}
