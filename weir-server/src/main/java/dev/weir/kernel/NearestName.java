package dev.weir.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a mistyped one was probably meant to be. */
public final class NearestName {
    private NearestName() {}

    /** Up to {@code limit} candidates that are close to {@code given} or contain it, nearest first. */
    public static List<String> among(Collection<String> candidates, String given, int limit) {
        String wanted = given.toLowerCase(Locale.ROOT);
        record Near(String name, int distance) {}
        return candidates.stream()
                .map(name -> new Near(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance <= Math.max(2, wanted.length() / 3))
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(limit)
                .map(Near::name)
                .toList();
    }

    /** Edits from one to the other (Levenshtein 1966); 1 where one contains the other. */
    private static int distance(String a, String b) {
        if (a.length() > 2 && b.length() > 2 && (a.contains(b) || b.contains(a))) {
            return a.equals(b) ? 0 : 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
