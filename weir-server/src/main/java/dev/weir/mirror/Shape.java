package dev.weir.mirror;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Which fields JSON has and of what types: {@code choices[].message.content} is a string. Elements of a list, and
 * events of a kind, are taken together. Fields whose names the content chooses are not looked into.
 */
final class Shape {
    private static final int DEEPEST = 24;
    private static final int MOST = 2_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,64}");
    /** What is in them was written by a model or a caller. */
    private static final Set<String> OPAQUE = Set.of(
            "input",
            "arguments",
            "args",
            "metadata",
            "parsed",
            "schema",
            "parameters",
            "input_schema",
            "error_details");

    private final Map<String, Set<String>> types = new TreeMap<>();

    Map<String, Set<String>> types() {
        return types;
    }

    /** Adds what is in {@code node}, under {@code path}. */
    void add(String path, JsonNode node) {
        add(path, node, 0);
    }

    private void add(String path, JsonNode node, int depth) {
        if (types.size() >= MOST || depth > DEEPEST) {
            return;
        }
        if (!path.isEmpty()) {
            types.computeIfAbsent(path, first -> new TreeSet<>()).add(type(node));
        }
        if (node.isObject()) {
            node.properties().forEach(member -> member(path, member.getKey(), member.getValue(), depth));
        } else if (node.isArray()) {
            node.forEach(element -> add(path + "[]", element, depth + 1));
        }
    }

    private void member(String path, String name, JsonNode value, int depth) {
        String known = NAME.matcher(name).matches() ? name : "?";
        String at = path.isEmpty() || path.endsWith(" ") ? path + known : path + "." + known;
        if (OPAQUE.contains(known) && (value.isObject() || value.isArray())) {
            types.computeIfAbsent(at, first -> new TreeSet<>()).add(type(value));
        } else {
            add(at, value, depth + 1);
        }
    }

    private static String type(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "list";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
        };
    }
}
