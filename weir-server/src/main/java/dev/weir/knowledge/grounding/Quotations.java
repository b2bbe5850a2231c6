package dev.weir.knowledge.grounding;

import java.util.ArrayList;
import java.util.List;

/** Words in quotation marks, which are to stand in a passage as they are. */
final class Quotations {
    /** Shorter ones name a term rather than quote somebody. */
    private static final int LEAST_WORDS = 3;

    private Quotations() {}

    /** The quoted texts of at least three words. */
    static List<String> in(String sentence) {
        List<String> quoted = new ArrayList<>();
        int from = -1;
        for (int at = 0; at < sentence.length(); at++) {
            char sign = sentence.charAt(at);
            if (from < 0 && (sign == '"' || sign == '\u201c' || sign == '\u00ab')) {
                from = at + 1;
            } else if (from >= 0 && (sign == '"' || sign == '\u201d' || sign == '\u00bb')) {
                add(sentence.substring(from, at), quoted);
                from = -1;
            }
        }
        return quoted;
    }

    private static void add(String text, List<String> quoted) {
        if (Word.in(text).size() >= LEAST_WORDS) {
            quoted.add(text.strip());
        }
    }

    /** Whether a passage holds these words: white space, the shape of quotation marks and the last sign may differ. */
    static boolean standsIn(String quote, List<Evidence> passages) {
        String wanted = plain(quote);
        String bare = !wanted.isEmpty() && ".,;:!?".indexOf(wanted.charAt(wanted.length() - 1)) >= 0
                ? wanted.substring(0, wanted.length() - 1)
                : wanted;
        return passages.stream().anyMatch(passage -> plain(passage.text()).contains(bare));
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            if (Character.isWhitespace(sign)) {
                if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
                    plain.append(' ');
                }
            } else {
                plain.append(straight(sign));
            }
        }
        return plain.toString().strip();
    }

    private static char straight(char sign) {
        return switch (sign) {
            case '\u2018', '\u2019' -> '\'';
            case '\u201c', '\u201d', '\u00ab', '\u00bb' -> '"';
            default -> sign;
        };
    }
}
