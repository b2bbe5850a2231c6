package dev.weir.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object in the canonical form of RFC 8785: members in the order of their names, no white space, the
 * shortest escapes. Whoever writes the same facts gets the same bytes. Members that are null are left out.
 */
final class CanonicalJson {
    private final StringBuilder text;
    private @Nullable String last;

    CanonicalJson() {
        this(256);
    }

    CanonicalJson(int expected) {
        text = new StringBuilder(expected).append('{');
    }

    CanonicalJson put(String name, @Nullable String value) {
        if (value != null) {
            string(name(name), value);
        }
        return this;
    }

    /** Numbers beyond 2<sup>53</sup> are not the same everywhere: amounts go as strings. */
    CanonicalJson put(String name, long value) {
        name(name).append(value);
        return this;
    }

    CanonicalJson put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    CanonicalJson put(String name, @Nullable CanonicalJson value) {
        if (value != null) {
            name(name).append(value.text()).append('}');
        }
        return this;
    }

    CanonicalJson put(String name, List<CanonicalJson> values) {
        StringBuilder out = name(name).append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",").append(values.get(i).text()).append('}');
        }
        out.append(']');
        return this;
    }

    /** The object; call it last. */
    byte[] bytes() {
        return text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private StringBuilder text() {
        return text;
    }

    private StringBuilder name(String name) {
        if (last != null && name.compareTo(last) <= 0) {
            throw new IllegalStateException("'" + name + "' comes after '" + last + "'");
        }
        last = name;
        if (text.length() > 1) {
            text.append(',');
        }
        return string(text, name).append(':');
    }

    private static StringBuilder string(StringBuilder out, String value) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                escape(out.append(value, plain, i), c);
                plain = i + 1;
            }
        }
        return out.append(value, plain, value.length()).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
        }
    }
}
