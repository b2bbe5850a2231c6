package dev.weir.spi;

/** The rule that prefixed ids share: a known prefix, then letters and digits that carry no meaning for a reader. */
final class Ids {
    private Ids() {}

    static String check(String value, String prefix) {
        if (!value.startsWith(prefix) || value.length() == prefix.length()) {
            throw new IllegalArgumentException("'" + value + "' is not an id that starts with " + prefix);
        }
        return value;
    }
}
