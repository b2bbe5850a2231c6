package dev.weir.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields of one JSON object in a script, read with complaints that carry the path. */
final class JsonFields {
    private final String path;
    private final JsonNode object;
    private final Set<String> known = new LinkedHashSet<>();

    JsonFields(String path, JsonNode object) {
        this.path = path;
        this.object = object;
        if (!object.isObject()) {
            throw new BadScript((path.isEmpty() ? "script" : path) + ": " + shown(object)
                    + " is not an object; give {\"name\": value, …}");
        }
    }

    @Nullable
    JsonNode node(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String name) {
        return node(name) != null;
    }

    @Nullable
    String text(String name) {
        JsonNode value = node(name);
        return value == null
                ? null
                : require(value.isString(), name, value, "a text in quotes").stringValue();
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = node(name);
        return value == null
                ? otherwise
                : require(value.isBoolean(), name, value, "true or false").booleanValue();
    }

    double number(String name, double otherwise) {
        JsonNode value = node(name);
        return value == null
                ? otherwise
                : require(value.isNumber(), name, value, "a number").doubleValue();
    }

    @Nullable
    Integer whole(String name) {
        JsonNode value = node(name);
        return value == null
                ? null
                : (Integer) require(value.isIntegralNumber() && value.canConvertToInt(), name, value, "a whole number")
                        .intValue();
    }

    int whole(String name, int otherwise) {
        Integer value = whole(name);
        return value == null ? otherwise : value;
    }

    long wholeLong(String name, long otherwise) {
        JsonNode value = node(name);
        return value == null ? otherwise : longValue(name, value);
    }

    Duration duration(String name, Duration otherwise) {
        JsonNode value = node(name);
        if (value == null) {
            return otherwise;
        }
        if (value.isNumber()) {
            return Durations.ofMillis(value.doubleValue());
        }
        return Durations.parse(
                at(name),
                require(value.isString(), name, value, "a duration such as \"200ms\"")
                        .stringValue());
    }

    Set<String> texts(String name) {
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode value : array(name)) {
            found.add(require(value.isString(), name, value, "texts in quotes, such as [\"small\"]")
                    .stringValue());
        }
        return found;
    }

    Set<Long> wholes(String name) {
        JsonNode value = node(name);
        if (value != null && value.isNumber()) {
            return Set.of(longValue(name, value));
        }
        Set<Long> found = new LinkedHashSet<>();
        array(name).forEach(one -> found.add(longValue(name, one)));
        return found;
    }

    Map<String, String> textMap(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        JsonNode value = node(name);
        if (value != null) {
            require(value.isObject(), name, value, "an object such as {\"retry-after\": \"2\"}")
                    .properties()
                    .forEach(e -> found.put(e.getKey(), scalar(name + "." + e.getKey(), e.getValue())));
        }
        return found;
    }

    <T> Map<String, T> objects(String name, BiFunction<String, JsonNode, T> reader) {
        Map<String, T> found = new LinkedHashMap<>();
        JsonNode value = node(name);
        if (value != null) {
            require(value.isObject(), name, value, "an object by name")
                    .properties()
                    .forEach(e -> found.put(e.getKey(), reader.apply(at(name) + "." + e.getKey(), e.getValue())));
        }
        return found;
    }

    <T> List<T> list(String name, BiFunction<String, JsonNode, T> reader) {
        List<T> found = new ArrayList<>();
        for (JsonNode value : array(name)) {
            found.add(reader.apply(at(name) + "[" + found.size() + "]", value));
        }
        return found;
    }

    /** Builds a record whose own checks name the field, and puts this object's path before their complaint. */
    <T> T checked(Supplier<T> record) {
        try {
            return record.get();
        } catch (BadScript e) {
            String message = String.valueOf(e.getMessage());
            throw path.isEmpty() || message.startsWith(path) ? e : new BadScript(path + "." + message);
        }
    }

    /** Complains about the first field that nobody asked for. */
    void nothingElse() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw new BadScript(at(name) + ": there is no such field; the fields here are "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private Iterable<JsonNode> array(String name) {
        JsonNode value = node(name);
        return value == null ? List.of() : require(value.isArray(), name, value, "a list in [ ]");
    }

    private long longValue(String name, JsonNode value) {
        return require(value.isIntegralNumber() && value.canConvertToLong(), name, value, "a whole number")
                .longValue();
    }

    private String scalar(String name, JsonNode value) {
        return require(value.isString() || value.isNumber(), name, value, "a text or a number")
                .asString();
    }

    private JsonNode require(boolean holds, String name, JsonNode value, String right) {
        if (!holds) {
            throw new BadScript(at(name) + ": " + shown(value) + " is of the wrong type; give " + right);
        }
        return value;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
