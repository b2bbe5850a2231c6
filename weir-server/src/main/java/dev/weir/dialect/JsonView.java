package dev.weir.dialect;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A value of a client's request and where it stands; a value of the wrong kind is refused by its place. */
record JsonView(JsonNode node, String path) {

    static JsonView of(byte[] json) {
        return new JsonView(Json.tree(json), "");
    }

    /** A member of this object; absent where there is none, or where it is null. */
    JsonView at(String name) {
        JsonNode value = node.get(name);
        return new JsonView(
                value == null || value.isNull() ? MissingNode.getInstance() : value,
                path.isEmpty() ? name : path + "." + name);
    }

    boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    boolean present() {
        return !absent();
    }

    boolean isText() {
        return node.isString();
    }

    boolean isList() {
        return node.isArray();
    }

    Collection<String> names() {
        return object().node.propertyNames();
    }

    JsonView object() {
        return require(node.isObject(), "an object");
    }

    List<JsonView> items() {
        require(node.isArray(), "a list");
        List<JsonView> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            items.add(new JsonView(item, path + "[" + items.size() + "]"));
        }
        return items;
    }

    String text() {
        return require(node.isString(), "a string").node.stringValue();
    }

    @Nullable
    String textOrNull() {
        return absent() ? null : text();
    }

    String textOr(String otherwise) {
        return absent() ? otherwise : text();
    }

    boolean bool() {
        return require(node.isBoolean(), "true or false").node.booleanValue();
    }

    @Nullable
    Boolean boolOrNull() {
        return absent() ? null : Boolean.valueOf(bool());
    }

    long whole() {
        return require(node.isIntegralNumber() && node.canConvertToLong(), "a whole number")
                .node
                .longValue();
    }

    BigDecimal number() {
        return require(node.isNumber(), "a number").node.decimalValue();
    }

    /** Its JSON, written anew. */
    String json() {
        return node.toString();
    }

    @Nullable
    String objectJsonOrNull() {
        return absent() ? null : object().json();
    }

    BadRequest wrong(String fault) {
        return BadRequest.field(path, "'" + path + "' " + fault + ".", null);
    }

    private JsonView require(boolean holds, String wanted) {
        if (!holds) {
            throw absent()
                    ? BadRequest.field(path, "'" + path + "' is missing: it must be " + wanted + ".", null)
                    : wrong("must be " + wanted);
        }
        return this;
    }
}
