package dev.weir.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 description (spec.openapis.org/oas/v3.1.1) of routes, made from the routes themselves. */
public final class OpenApi {
    private OpenApi() {}

    /** The document as JSON. Routes that share a template become one path. */
    public static byte[] document(List<Route> routes) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", "Weir")
                .put("version", "1")
                .put("summary", "A gateway and platform for language models.");
        ObjectNode paths = document.putObject("paths");
        for (Route route : routes) {
            String path = route.template().replace("*}", "}");
            ObjectNode item = paths.has(path) ? (ObjectNode) paths.get(path) : paths.putObject(path);
            describe(route, item.putObject(route.method().toLowerCase(Locale.ROOT)));
        }
        addComponents(document.putObject("components"));
        return Json.bytes(document);
    }

    private static void describe(Route route, ObjectNode operation) {
        operation.put("operationId", operationId(route)).put("summary", route.summary());
        operation.putArray("tags").add(tag(route));
        ArrayNode security = operation.putArray("security");
        switch (route.access()) {
            case Access.Open open -> {}
            case Access.AtLeast least -> {
                security.addObject().putArray("key");
                operation.put(
                        "description", "Needs the role " + least.role().name().toLowerCase(Locale.ROOT) + ".");
            }
        }
        ArrayNode parameters = operation.putArray("parameters");
        for (String name : route.pathNames()) {
            parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
        if (!route.example().isEmpty()) {
            addBody(route, operation.putObject("requestBody"));
        }
        addResponses(operation.putObject("responses"));
    }

    private static void addBody(Route route, ObjectNode body) {
        ObjectNode json = body.put("required", true).putObject("content").putObject("application/json");
        json.putObject("schema").put("type", "object");
        json.set("example", Json.MAPPER.readTree(route.example()));
    }

    private static void addResponses(ObjectNode responses) {
        responses.putObject("2XX").put("description", "It worked.");
        responses
                .putObject("default")
                .put("description", "It did not, and the body says why.")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Error");
    }

    private static void addComponents(ObjectNode components) {
        components
                .putObject("securitySchemes")
                .putObject("key")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "A virtual key of this server.");
        ObjectNode schema = components.putObject("schemas").putObject("Error").put("type", "object");
        schema.putArray("required").add("error");
        ObjectNode error = schema.putObject("properties").putObject("error").put("type", "object");
        error.putArray("required").add("code").add("message");
        ObjectNode fields = error.putObject("properties");
        fields.putObject("code").put("type", "string");
        fields.putObject("message").put("type", "string");
        for (String optional : List.of("field", "hint", "request_id")) {
            fields.putObject(optional).putArray("type").add("string").add("null");
        }
    }

    /** {@code get_api_kb_name_documents}: unique because method and template are. */
    private static String operationId(Route route) {
        List<String> words = new ArrayList<>(List.of(route.method().toLowerCase(Locale.ROOT)));
        for (String segment : route.template().split("/", -1)) {
            String word = segment.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
            if (!word.isEmpty()) {
                words.add(segment.startsWith("{") ? "by_" + word : word);
            }
        }
        return String.join("_", words);
    }

    /** What a reader looks for: the segment after {@code /api} or {@code /v1}; {@code server} for the server itself. */
    public static String tag(Route route) {
        String[] segments = route.template().split("/", -1);
        boolean versioned = segments.length > 2 && (segments[1].equals("api") || segments[1].equals("v1"));
        String word = segments[versioned ? 2 : 1];
        if (word.equals("openapi.json")) {
            return "reference";
        }
        return segments.length == 2 ? "server" : word;
    }
}
