package dev.weir.bench.groundedness;

import dev.weir.knowledge.grounding.Material;
import dev.weir.knowledge.grounding.Signals;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An example and what can be seen of it.
 *
 * @param overlap the share of the claim's words that stand in the passages: the baseline
 */
record Observed(Example example, Map<String, Double> signals, double overlap) {
    static Observed of(Example example, Material material) {
        Signals signals = Signals.of(example.claim(), material);
        return new Observed(example, signals.values(), overlap(example));
    }

    static double overlap(Example example) {
        Set<String> known = new HashSet<>();
        example.passages().forEach(passage -> known.addAll(words(passage)));
        List<String> claim = words(example.claim());
        long found = claim.stream().filter(known::contains).count();
        return claim.isEmpty() ? 1 : (double) found / claim.size();
    }

    private static List<String> words(String text) {
        StringBuilder plain = new StringBuilder();
        text.toLowerCase(Locale.ROOT)
                .codePoints()
                .forEach(sign -> plain.appendCodePoint(Character.isLetterOrDigit(sign) ? sign : ' '));
        return List.of(plain.toString().strip().split(" +"));
    }
}
