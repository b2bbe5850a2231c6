package dev.weir.dialect;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known name was meant by a misspelt one. */
final class NearestName {
    private NearestName() {}

    /** The closest candidate by edit distance, if no more than a third of its letters differ (at least two may). */
    static Optional<String> of(String wrong, Collection<String> candidates) {
        return candidates.stream()
                .filter(name -> distance(wrong, name) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(wrong, name)));
    }

    /** Levenshtein's distance, two rows at a time; names longer than any candidate could match are not looked at. */
    private static int distance(String a, String b) {
        if (a.length() > 2 * b.length() + 2) {
            return a.length();
        }
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            above = nextRow(a.charAt(i - 1), i, b, above);
        }
        return above[b.length()];
    }

    private static int[] nextRow(char letter, int row, String b, int[] above) {
        int[] current = new int[above.length];
        current[0] = row;
        for (int j = 1; j < above.length; j++) {
            int change = above[j - 1] + (letter == b.charAt(j - 1) ? 0 : 1);
            current[j] = Math.min(change, 1 + Math.min(above[j], current[j - 1]));
        }
        return current;
    }
}
