package dev.weir.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in which {@code [n]} cites a source. */
public record Quoted(List<Piece> pieces) {
    private static final Pattern CITATION = Pattern.compile("\\[(\\d{1,4})]");

    public Quoted {
        pieces = List.copyOf(pieces);
    }

    /**
     * @param text as it is to be read
     * @param number the source it cites, or 0 for ordinary text
     */
    public record Piece(String text, int number) {}

    /** Splits a text at the citations whose numbers are known; others stay text. */
    public static Quoted of(String text, List<Integer> known) {
        List<Piece> pieces = new ArrayList<>();
        Matcher match = CITATION.matcher(text);
        int end = 0;
        while (match.find()) {
            int number = Integer.parseInt(match.group(1));
            if (known.contains(number)) {
                pieces.add(new Piece(text.substring(end, match.start()), 0));
                pieces.add(new Piece(match.group(1), number));
                end = match.end();
            }
        }
        pieces.add(new Piece(text.substring(end), 0));
        return new Quoted(pieces);
    }
}
