package dev.weir.knowledge.grounding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * A word or a number of a text.
 *
 * @param stem the same for all forms of a word and all spellings of a number
 * @param name whether its capitals say that it is a name, or that letters and digits are mixed in it
 * @param content whether it says something by itself
 * @param denial whether it says that something is not so
 */
record Word(String stem, boolean number, boolean name, boolean content, boolean denial) {
    private static final Map<String, String> NUMBERS = Map.ofEntries(
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"),
            Map.entry("eleven", "11"),
            Map.entry("twelve", "12"));

    private static final Set<String> FUNCTION = Set.of(
            ("a an and are as at be been being but by can could did do does for from had has have he her hers him"
                            + " his how i if in into is it its itself may me might more most must my no nor not of on or"
                            + " our ours she should so some such than that the their them then there these they this"
                            + " those through to too until up us very was we were what when where which while who whom"
                            + " whose why will with without would you your also both each either any all about after"
                            + " again before between during however thus therefore because said says according")
                    .split(" "));

    /** The words of a text in order. Citation marks are to be removed before. */
    static List<Word> in(String text) {
        List<Word> words = new ArrayList<>();
        EnglishStemmer stemmer = new EnglishStemmer();
        int at = 0;
        while (at < text.length()) {
            if (!Character.isLetterOrDigit(text.charAt(at))) {
                if (text.charAt(at) == '%') {
                    words.add(new Word("percent", false, false, true, false));
                }
                at++;
                continue;
            }
            int end = end(text, at);
            words.add(of(text.substring(at, end), words.isEmpty(), stemmer));
            at = end;
        }
        return words;
    }

    private static int end(String text, int from) {
        int end = from + 1;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || joins(text, end))) {
            end++;
        }
        return end;
    }

    /** A point or comma between digits, an apostrophe between letters. */
    private static boolean joins(String text, int at) {
        if (at + 1 >= text.length()) {
            return false;
        }
        char before = text.charAt(at - 1);
        char after = text.charAt(at + 1);
        return switch (text.charAt(at)) {
            case '.', ',' -> Character.isDigit(before) && Character.isDigit(after);
            case '\'', '\u2019' -> Character.isLetter(before) && Character.isLetter(after);
            default -> false;
        };
    }

    private static Word of(String written, boolean first, EnglishStemmer stemmer) {
        String lower = written.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        boolean digits = Character.isDigit(lower.charAt(0)) && lower.chars().noneMatch(Character::isLetter);
        String spelled = digits ? plain(lower) : NUMBERS.get(lower);
        if (spelled != null) {
            return new Word(spelled, true, false, true, false);
        }
        boolean denial = Polarity.denies(lower);
        boolean content = !denial && lower.length() > 1 && !FUNCTION.contains(lower);
        return new Word(stem(lower, stemmer), false, isName(written, first), content, denial);
    }

    /** {@code 1,000.50} is {@code 1000.5}. */
    private static String plain(String digits) {
        String plain = digits.replace(",", "");
        int end = plain.length();
        if (plain.indexOf('.') >= 0) {
            while (plain.charAt(end - 1) == '0') {
                end--;
            }
            end -= plain.charAt(end - 1) == '.' ? 1 : 0;
        }
        return plain.substring(0, end);
    }

    private static String stem(String lower, EnglishStemmer stemmer) {
        String bare = lower.endsWith("'s") ? lower.substring(0, lower.length() - 2) : lower;
        stemmer.setCurrent(bare);
        stemmer.stem();
        return stemmer.getCurrent();
    }

    private static boolean isName(String written, boolean first) {
        boolean inside = written.chars().skip(1).anyMatch(c -> Character.isUpperCase(c) || Character.isDigit(c));
        return inside || (!first && Character.isUpperCase(written.charAt(0)));
    }
}
