package dev.weir.dialect;

import dev.weir.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema that a request wants an answer to keep to: that of the answer's text, or of the arguments of a tool
 * that is {@code strict}.
 *
 * @param tool the tool's name; null for the answer's text
 * @param field where the schema stands in the request, in dots and brackets
 */
public record WantedSchema(@Nullable String tool, JsonNode schema, String field) {
    /** Where the dialects keep the schema of the answer. */
    private static final List<List<String>> FORMATS = List.of(
            List.of("response_format", "json_schema", "schema"),
            List.of("text", "format", "schema"),
            List.of("output_config", "format", "schema"),
            List.of("output_format", "schema"));

    private static final Needle FORMAT = Needle.of("\"json_schema\"");
    private static final Needle STRICT = Needle.of("\"strict\"");

    /** What the request wants; empty for most, found out without reading them. */
    public static List<WantedSchema> of(Payload request) {
        if (!FORMAT.isIn(request.json()) && !STRICT.isIn(request.json())) {
            return List.of();
        }
        JsonNode body = Json.tree(request.json());
        List<WantedSchema> wanted = new ArrayList<>();
        for (List<String> place : FORMATS) {
            JsonNode schema = body;
            for (String name : place) {
                schema = schema.path(name);
            }
            if (isGiven(schema)) {
                wanted.add(new WantedSchema(null, schema, String.join(".", place)));
            }
        }
        tools(body.path("tools"), wanted);
        return wanted;
    }

    private static void tools(JsonNode tools, List<WantedSchema> wanted) {
        for (int i = 0; tools.isArray() && i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            boolean nested = tool.path("function").isObject();
            JsonNode function = nested ? tool.path("function") : tool;
            String name = function.has("parameters") ? "parameters" : "input_schema";
            boolean strict = function.path("strict").isBoolean()
                    && function.path("strict").booleanValue();
            if (strict && isGiven(function.path(name)) && function.path("name").isString()) {
                String field = "tools[" + i + "]." + (nested ? "function." : "") + name;
                wanted.add(new WantedSchema(function.path("name").stringValue(), function.path(name), field));
            }
        }
    }

    private static boolean isGiven(JsonNode schema) {
        return !schema.isMissingNode() && !schema.isNull();
    }
}
