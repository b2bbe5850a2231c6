package dev.weir.knowledge.grounding;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Citation marks: {@code [2]}, or {@code [1, 3]}. */
final class Marks {
    private static final int MOST_DIGITS = 4;
    private static final int LONGEST = 40;

    private Marks() {}

    /**
     * Where the mark that begins here ends.
     *
     * @return 0 if none begins here, -1 if more text has to come to tell
     */
    static int end(CharSequence text, int from) {
        int digits = 0;
        for (int at = from + 1; at < text.length(); at++) {
            char sign = text.charAt(at);
            if (sign >= '0' && sign <= '9') {
                digits++;
            } else if (sign == ']') {
                return digits > 0 ? at + 1 : 0;
            } else if (sign == ',' && digits > 0) {
                digits = 0;
            } else if (sign != ' ') {
                return 0;
            }
            if (digits > MOST_DIGITS || at - from > LONGEST) {
                return 0;
            }
        }
        return -1;
    }

    /**
     * A sentence and its marks.
     *
     * @param text without them
     */
    record Read(String text, List<Integer> numbers) {}

    static Read read(String sentence) {
        StringBuilder text = new StringBuilder();
        Set<Integer> numbers = new LinkedHashSet<>();
        int at = 0;
        while (at < sentence.length()) {
            int end = sentence.charAt(at) == '[' ? end(sentence, at) : 0;
            if (end <= 0) {
                text.append(sentence.charAt(at++));
                continue;
            }
            for (String number : sentence.substring(at + 1, end - 1).split(",")) {
                numbers.add(Integer.valueOf(number.strip().replace(" ", "")));
            }
            at = end;
        }
        return new Read(bare(text.toString()), new ArrayList<>(numbers));
    }

    /** Without what removed marks leave behind, and without the signs of a list, a heading or bold print. */
    private static String bare(String text) {
        String bare = text.replace("**", "").strip();
        int from = 0;
        while (from < bare.length() && "-*#>\u2022 ".indexOf(bare.charAt(from)) >= 0) {
            from++;
        }
        return bare.substring(from).replace(" .", ".").strip();
    }
}
