package dev.weir.moving;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes maps, lists and values as YAML: the outer levels one key a line, the leaves in braces. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*|[0-9]+(ms|s)");
    private static final Pattern RESERVED = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private YamlText() {}

    static String of(Map<String, ?> document) {
        StringBuilder out = new StringBuilder();
        block(out, document, "");
        return out.toString();
    }

    private static void block(StringBuilder out, Map<?, ?> map, String indent) {
        map.forEach((key, value) -> {
            out.append(indent).append(scalar(key)).append(':');
            if (value instanceof Map<?, ?> nested && !isLeaf(nested, indent)) {
                out.append('\n');
                block(out, nested, indent + "  ");
            } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
                out.append('\n');
                list.forEach(item ->
                        out.append(indent).append("  - ").append(flow(item)).append('\n'));
            } else {
                out.append(' ').append(flow(value)).append('\n');
            }
        });
    }

    private static boolean isLeaf(Map<?, ?> map, String indent) {
        return !indent.isEmpty()
                && map.values().stream()
                        .noneMatch(value -> value instanceof Map
                                || value instanceof List<?> list
                                        && list.stream().anyMatch(Map.class::isInstance));
    }

    private static String flow(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> scalar(entry.getKey()) + ": " + flow(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Collection<?> list -> list.stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
            default -> scalar(value);
        };
    }

    private static String scalar(Object value) {
        if (!(value instanceof String text)) {
            return value.toString();
        }
        return PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches() ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (Character.isISOControl(c) || c > '\u007e') {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }
}
