package dev.weir.dialect;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Checks a value against a JSON Schema, as far as models are held to one: types, members, items, choices, bounds and
 * references within the schema. Keywords that it does not know are not checked, and neither is {@code pattern}, since
 * a caller's pattern could take for ever. It stops at the first fault.
 */
final class SchemaCheck {
    private static final int DEEPEST = 100;

    private final JsonNode root;

    private SchemaCheck(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with the value and where; empty if it keeps to the schema. */
    static Optional<String> fault(JsonNode schema, JsonNode value) {
        return new SchemaCheck(schema).check(schema, value, "$", 0);
    }

    private Optional<String> check(JsonNode schema, JsonNode value, String at, int depth) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? Optional.empty() : Optional.of(at + " is not allowed");
        }
        if (!schema.isObject() || depth > DEEPEST) {
            return Optional.empty();
        }
        return reference(schema, value, at, depth)
                .or(() -> type(schema, value, at))
                .or(() -> constant(schema, value, at))
                .or(() -> bounds(schema, value, at))
                .or(() -> members(schema, value, at, depth))
                .or(() -> items(schema, value, at, depth))
                .or(() -> combined(schema, value, at, depth));
    }

    private Optional<String> reference(JsonNode schema, JsonNode value, String at, int depth) {
        String reference = schema.path("$ref").asString("");
        boolean inside = reference.equals("#") || reference.startsWith("#/");
        return inside ? check(root.at(reference.substring(1)), value, at, depth + 1) : Optional.empty();
    }

    private static Optional<String> type(JsonNode schema, JsonNode value, String at) {
        JsonNode type = schema.path("type");
        boolean fits = type.isString()
                ? is(type.stringValue(), value)
                : !type.isArray()
                        || StreamSupport.stream(type.spliterator(), false).anyMatch(one -> is(one.asString(""), value));
        return fits ? Optional.empty() : Optional.of(at + " is not of type " + type);
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "number" -> value.isNumber();
            case "integer" -> value.isNumber() && isWhole(value.decimalValue());
            default -> true;
        };
    }

    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }

    private static Optional<String> constant(JsonNode schema, JsonNode value, String at) {
        JsonNode choices = schema.path("enum");
        boolean chosen = !choices.isArray()
                || StreamSupport.stream(choices.spliterator(), false).anyMatch(one -> same(one, value));
        boolean constant = !schema.has("const") || same(schema.path("const"), value);
        return chosen && constant ? Optional.empty() : Optional.of(at + " is none of the allowed values");
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private static Optional<String> bounds(JsonNode schema, JsonNode value, String at) {
        if (value.isString()) {
            int length =
                    value.stringValue().codePointCount(0, value.stringValue().length());
            return within(schema, "minLength", "maxLength", length, at);
        }
        if (value.isArray()) {
            return within(schema, "minItems", "maxItems", value.size(), at);
        }
        return value.isNumber() ? number(schema, value.decimalValue(), at) : Optional.empty();
    }

    private static Optional<String> within(JsonNode schema, String least, String most, int size, String at) {
        if (schema.path(least).isNumber() && size < schema.path(least).asInt()) {
            return Optional.of(at + " is shorter than " + least + " allows");
        }
        return schema.path(most).isNumber() && size > schema.path(most).asInt()
                ? Optional.of(at + " is longer than " + most + " allows")
                : Optional.empty();
    }

    private static Optional<String> number(JsonNode schema, BigDecimal value, String at) {
        boolean low = compares(schema, "minimum", value) < 0 || compares(schema, "exclusiveMinimum", value) < 1;
        boolean high =
                compares(schema, "maximum", value, -1) > 0 || compares(schema, "exclusiveMaximum", value, -1) > -1;
        return low || high ? Optional.of(at + " is out of bounds") : Optional.empty();
    }

    private static int compares(JsonNode schema, String bound, BigDecimal value) {
        return compares(schema, bound, value, 1);
    }

    private static int compares(JsonNode schema, String bound, BigDecimal value, int absent) {
        JsonNode limit = schema.path(bound);
        return limit.isNumber() ? value.compareTo(limit.decimalValue()) : absent;
    }

    private Optional<String> members(JsonNode schema, JsonNode value, String at, int depth) {
        if (!value.isObject()) {
            return Optional.empty();
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asString(""))) {
                return Optional.of(at + " lacks '" + required.asString("") + "'");
            }
        }
        JsonNode known = schema.path("properties");
        for (var member : value.properties()) {
            JsonNode rule =
                    known.has(member.getKey()) ? known.path(member.getKey()) : schema.path("additionalProperties");
            Optional<String> fault = check(rule, member.getValue(), at + "." + member.getKey(), depth + 1);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<String> items(JsonNode schema, JsonNode value, String at, int depth) {
        int place = 0;
        if (value.isArray()) {
            for (JsonNode item : value) {
                Optional<String> fault = check(schema.path("items"), item, at + "[" + place++ + "]", depth + 1);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> combined(JsonNode schema, JsonNode value, String at, int depth) {
        for (JsonNode each : schema.path("allOf")) {
            Optional<String> fault = check(each, value, at, depth + 1);
            if (fault.isPresent()) {
                return fault;
            }
        }
        long any = fitting(schema.path("anyOf"), value, at, depth);
        long one = fitting(schema.path("oneOf"), value, at, depth);
        boolean anyFits = !schema.path("anyOf").isArray() || any > 0;
        boolean oneFits = !schema.path("oneOf").isArray() || one == 1;
        return anyFits && oneFits ? Optional.empty() : Optional.of(at + " fits none of the alternatives");
    }

    private long fitting(JsonNode alternatives, JsonNode value, String at, int depth) {
        return StreamSupport.stream(alternatives.spliterator(), false)
                .filter(each -> check(each, value, at, depth + 1).isEmpty())
                .count();
    }
}
