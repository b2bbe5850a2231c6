package dev.weir.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (2020-12) of {@code weir.yaml}, for editors. */
public final class ConfigSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper WRITER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ConfigSchema() {}

    public static String json() {
        ObjectNode schema = NODES.objectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "weir.yaml");
        schema.setAll(object(ShapeReader.of(WeirConfig.class)));
        schema.putObject("$defs")
                .putObject("reference")
                .put("description", "A value read from the environment.")
                .put("type", "string")
                .put("pattern", "\\$\\{");
        return WRITER.writeValueAsString(schema) + "\n";
    }

    private static ObjectNode schema(Shape shape) {
        return switch (shape) {
            case Shape.Single single -> single(single.type(), null);
            case Shape.ListOf list -> NODES.objectNode().put("type", "array").set("items", schema(list.item()));
            case Shape.MapOf map ->
                NODES.objectNode().put("type", "object").set("additionalProperties", schema(map.value()));
            case Shape.Fields fields -> object(fields);
        };
    }

    private static ObjectNode object(Shape.Fields shape) {
        ObjectNode schema = NODES.objectNode()
                .put("type", "object")
                .put("description", shape.doc())
                .put("additionalProperties", false);
        List<Shape.Field> required =
                shape.fields().stream().filter(Shape.Field::required).toList();
        if (!required.isEmpty()) {
            required.forEach(field -> schema.withArray("required").add(field.key()));
        }
        ObjectNode properties = schema.putObject("properties");
        shape.fields().forEach(field -> properties.set(field.key(), property(field)));
        return schema;
    }

    private static ObjectNode property(Shape.Field field) {
        ObjectNode schema = field.shape() instanceof Shape.Single(ScalarType type)
                ? single(type, field.range())
                : schema(field.shape());
        schema.put("description", field.doc());
        String standard = field.standard();
        if (standard != null) {
            schema.set("default", isText(field.shape()) ? NODES.stringNode(standard) : WRITER.readTree(standard));
        }
        Range range = field.range();
        if (range != null && field.shape() instanceof Shape.ListOf) {
            schema.put("minItems", range.min());
        }
        return schema;
    }

    private static boolean isText(Shape shape) {
        return shape instanceof Shape.Single(ScalarType type)
                && type.json().type().equals("string");
    }

    /** Text holds a reference anyway; any other type is that type or a reference. */
    private static ObjectNode single(ScalarType type, @Nullable Range range) {
        ObjectNode value = NODES.objectNode().put("type", type.json().type());
        if (!type.json().keyword().isEmpty()) {
            value.put(type.json().keyword(), type.json().value());
        }
        if (type.json().type().equals("string")) {
            type.choices().forEach(choice -> value.withArray("enum").add(choice));
        }
        if (range != null) {
            bound(value, range);
        }
        if (value.size() == 1 && type.json().type().equals("string")) {
            return value;
        }
        ObjectNode either = NODES.objectNode();
        either.putArray("anyOf").add(value).addObject().put("$ref", "#/$defs/reference");
        return either;
    }

    private static void bound(ObjectNode schema, Range range) {
        if (range.min() != Long.MIN_VALUE) {
            schema.put("minimum", range.min());
        }
        if (range.max() != Long.MAX_VALUE) {
            schema.put("maximum", range.max());
        }
    }
}
