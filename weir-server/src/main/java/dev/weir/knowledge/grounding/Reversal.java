package dev.weir.knowledge.grounding;

import java.util.Map;
import java.util.Set;

/** A claim made into its opposite, as well as that goes by words alone. English. */
public final class Reversal {
    private static final Map<String, String> OPPOSITES = Map.ofEntries(
            Map.entry("increased", "decreased"),
            Map.entry("decreased", "increased"),
            Map.entry("increase", "decrease"),
            Map.entry("decrease", "increase"),
            Map.entry("increases", "decreases"),
            Map.entry("decreases", "increases"),
            Map.entry("increasing", "decreasing"),
            Map.entry("decreasing", "increasing"),
            Map.entry("higher", "lower"),
            Map.entry("lower", "higher"),
            Map.entry("high", "low"),
            Map.entry("low", "high"),
            Map.entry("more", "less"),
            Map.entry("less", "more"),
            Map.entry("reduced", "increased"),
            Map.entry("reduces", "increases"),
            Map.entry("reduce", "increase"),
            Map.entry("improved", "worsened"),
            Map.entry("improves", "worsens"),
            Map.entry("positive", "negative"),
            Map.entry("negative", "positive"),
            Map.entry("inhibits", "activates"),
            Map.entry("activates", "inhibits"),
            Map.entry("inhibited", "activated"),
            Map.entry("activated", "inhibited"),
            Map.entry("promotes", "prevents"),
            Map.entry("prevents", "promotes"),
            Map.entry("enhances", "impairs"),
            Map.entry("impairs", "enhances"),
            Map.entry("greater", "smaller"),
            Map.entry("better", "worse"),
            Map.entry("worse", "better"));

    private static final Set<String> AUXILIARIES = Set.of(
            "is", "are", "was", "were", "can", "could", "may", "will", "should", "has", "have", "had", "does", "do",
            "did");

    private Reversal() {}

    /** With one word turned, or else one denial put in or taken out; the claim itself where neither can be done. */
    public static String of(String claim) {
        String[] words = claim.split(" ");
        for (int i = 0; i < words.length; i++) {
            String opposite = OPPOSITES.get(words[i]);
            if (opposite != null) {
                words[i] = opposite;
                return String.join(" ", words);
            }
        }
        for (int i = 1; i < words.length; i++) {
            if (words[i].equals("not")) {
                words[i] = "";
                return String.join(" ", words).replace("  ", " ");
            }
        }
        for (int i = 1; i < words.length - 1; i++) {
            if (AUXILIARIES.contains(words[i])) {
                words[i] += " not";
                return String.join(" ", words);
            }
        }
        return claim;
    }
}
