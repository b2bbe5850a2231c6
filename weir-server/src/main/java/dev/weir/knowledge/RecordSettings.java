package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.NearestName;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code {"kind": …, …}}: a record of settings in which some values replace those of its defaults. */
final class RecordSettings {
    static final String KIND = "kind";

    private RecordSettings() {}

    /** The object that a kind's bare name stands for; anything else as it is. */
    static JsonNode object(JsonNode given) {
        return given.isString() ? Json.MAPPER.createObjectNode().put(KIND, given.stringValue()) : given;
    }

    /**
     * The kind that an object names.
     *
     * @param path the object's name, for errors
     * @throws Refusal if it is no object, or names none of {@code known}
     */
    static String kind(String path, JsonNode given, List<String> known) {
        JsonNode kind = given.path(KIND);
        String hint = "There is " + Knowledge.quoted(known, ", ") + ".";
        if (!given.isObject() || !kind.isString()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + path + "' needs a kind, such as {\"kind\": \"" + known.getFirst() + "\"}.",
                    path + "." + KIND,
                    hint);
        }
        if (!known.contains(kind.stringValue())) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There is no " + path + " '" + shortened(kind.stringValue()) + "'.",
                    path + "." + KIND,
                    NearestName.to(kind.stringValue(), known)
                            .map(near -> "Did you mean '" + near + "'? " + hint)
                            .orElse(hint));
        }
        return kind.stringValue();
    }

    private static String shortened(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }

    /**
     * The defaults with what is given in their place.
     *
     * @throws Refusal that names the setting that is unknown or wrong
     */
    static <C extends Record> C over(String path, C defaults, JsonNode given) {
        ObjectNode merged = Json.MAPPER.valueToTree(defaults);
        List<String> known = new ArrayList<>(merged.propertyNames());
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (!each.getKey().equals(KIND)) {
                checkShape(path, each, merged.get(each.getKey()), known);
                merged.set(each.getKey(), each.getValue());
            }
        }
        return read(path, defaults, merged);
    }

    private static void checkShape(
            String path, Map.Entry<String, JsonNode> each, @Nullable JsonNode usual, List<String> known) {
        String field = path + "." + shortened(each.getKey());
        if (usual == null) {
            String there =
                    known.isEmpty() ? "This kind has no settings." : "There is " + Knowledge.quoted(known, ", ") + ".";
            throw new Refusal(ErrorCode.INVALID_REQUEST, "There is no setting '" + field + "'.", field, there);
        }
        JsonNode value = each.getValue();
        boolean fits = usual.isIntegralNumber()
                ? value.isIntegralNumber() && value.canConvertToInt()
                : usual.isNumber() ? value.isNumber() : usual.getNodeType() == value.getNodeType();
        if (!fits) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + field + "' has the wrong type: something like " + usual + " is wanted.",
                    field,
                    "The default is " + usual + ".");
        }
    }

    private static <C extends Record> C read(String path, C defaults, ObjectNode merged) {
        try {
            @SuppressWarnings("unchecked")
            Class<C> type = (Class<C>) defaults.getClass();
            return Json.MAPPER.treeToValue(merged, type);
        } catch (JacksonException e) {
            if (e.getCause() instanceof SettingException wrong) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        path + ": " + wrong.getMessage() + ".",
                        path + "." + wrong.field(),
                        wrong.hint());
            }
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + path + "' is not what it should be.",
                    path,
                    e.getOriginalMessage());
        }
    }
}
