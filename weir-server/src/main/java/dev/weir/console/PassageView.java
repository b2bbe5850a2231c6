package dev.weir.console;

/** A passage with the text around it. */
public record PassageView(String before, String passage, String after) {
    private static final int AROUND = 240;

    static PassageView of(String text, int start, int end) {
        int from = Math.clamp(start, 0, text.length());
        int to = Math.clamp(end, from, text.length());
        int first = Math.max(0, from - AROUND);
        int last = Math.min(text.length(), to + AROUND);
        return new PassageView(
                (first > 0 ? "… " : "") + wordStart(text.substring(first, from), first > 0),
                text.substring(from, to),
                wordEnd(text.substring(to, last), last < text.length()) + (last < text.length() ? " …" : ""));
    }

    private static String wordStart(String text, boolean cut) {
        return cut ? text.substring(text.indexOf(' ') + 1).stripLeading() : text.stripLeading();
    }

    private static String wordEnd(String text, boolean cut) {
        int end = text.lastIndexOf(' ');
        return cut && end > 0 ? text.substring(0, end) : text.stripTrailing();
    }
}
