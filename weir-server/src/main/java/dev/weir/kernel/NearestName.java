package dev.weir.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the names that a mistyped one was probably meant to be. */
public final class NearestName {
    /** Nobody mistypes a longer one, and looking for its neighbours would cost more than the answer is worth. */
    private static final int LONGEST = 256;

    private NearestName() {}

    /** The closest of the names, unless none is within a third of the length (two edits for short names). */
    public static Optional<String> to(String typed, Collection<String> names) {
        return among(names, typed, 1).stream().findFirst();
    }

    /** Up to {@code limit} names that are close to {@code typed} or contain it, nearest first. */
    public static List<String> among(Collection<String> names, String typed, int limit) {
        if (typed.length() > LONGEST) {
            return List.of();
        }
        int most = Math.max(2, typed.length() / 3);
        record Near(String name, int distance) {}
        return names.stream()
                .map(name -> new Near(name, apart(plain(typed), plain(name))))
                .filter(near -> near.distance <= Math.min(most, near.name.length() - 1))
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(limit)
                .map(Near::name)
                .toList();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** A name that holds the other is one step away: {@code gpt-4o} and {@code openai/gpt-4o}. */
    private static int apart(String a, String b) {
        boolean holds = a.length() > 2 && b.length() > 2 && (a.contains(b) || b.contains(a));
        return holds && !a.equals(b) ? 1 : distance(a, b);
    }

    /** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int cheapest(int[][] edits, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(edits[i - 1][j], edits[i][j - 1]) + 1, edits[i - 1][j - 1] + change);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
    }
}
