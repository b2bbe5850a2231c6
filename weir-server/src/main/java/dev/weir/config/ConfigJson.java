package dev.weir.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows a part of the configuration in the file's own names, defaults included. A secret is shown by the variable that
 * it was read from, or as {@code ***}.
 */
public final class ConfigJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ConfigJson() {}

    public static ObjectNode of(Record part) {
        return object(ShapeReader.of(part.getClass()), part);
    }

    private static ObjectNode object(Shape.Fields shape, Record record) {
        ObjectNode object = NODES.objectNode();
        Map<String, @Nullable Object> parts = RecordMaker.parts(record);
        shape.fields().forEach(field -> {
            Object value = parts.get(field.key());
            if (value != null) {
                object.set(field.key(), node(field.shape(), value));
            }
        });
        return object;
    }

    private static JsonNode node(Shape shape, Object value) {
        return switch (shape) {
            case Shape.Single single -> single(value);
            case Shape.ListOf list -> {
                ArrayNode items = NODES.arrayNode();
                ((List<?>) value).forEach(item -> items.add(node(list.item(), item)));
                yield items;
            }
            case Shape.MapOf map -> {
                ObjectNode names = NODES.objectNode();
                new TreeMap<>((Map<?, ?>) value)
                        .forEach((name, item) -> names.set(name.toString(), node(map.value(), item)));
                yield names;
            }
            case Shape.Fields fields -> object(fields, (Record) value);
        };
    }

    private static JsonNode single(Object value) {
        return switch (value) {
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case BigDecimal number -> NODES.numberNode(number);
            case Secret secret -> NODES.stringNode(secret.shown());
            case Duration time -> NODES.stringNode(text(time));
            case Enum<?> constant -> NODES.stringNode(constant.name().toLowerCase(Locale.ROOT));
            default -> NODES.stringNode(value.toString());
        };
    }

    /** In the largest unit that gives a whole number. */
    private static String text(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3600 + "h";
    }
}
