package dev.weir.config;

import java.util.regex.Pattern;

/**
 * Hides {@code ${NAME:default}} from the YAML parser, for which the braces and colons would be structure inside
 * {@code {api_key: ${KEY}}}. Each character moves to the private use area, one for one, so columns stay true.
 */
final class Veil {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^{}\\n\"'\\\\]*}");
    private static final int BASE = 0xE100;

    private Veil() {}

    static String over(String yaml) {
        return REFERENCE.matcher(yaml).replaceAll(match -> shift(match.group()));
    }

    static String lift(String text) {
        return text.chars()
                .map(c -> c >= BASE && c < BASE + 128 ? c - BASE : c)
                .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append)
                .toString();
    }

    private static String shift(String reference) {
        return reference
                .chars()
                .map(c -> c < 128 ? c + BASE : c)
                .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append)
                .toString();
    }
}
