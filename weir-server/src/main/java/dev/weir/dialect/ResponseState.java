package dev.weir.dialect;

import dev.weir.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request of the Responses API says about other responses, and the items that it brings itself.
 *
 * @param store whether its response is to be kept; the caller's wish, else true
 * @param previous the response that it continues, if any
 */
public record ResponseState(boolean store, @Nullable String previous) {

    /** Reads a request that was understood before. */
    public static ResponseState of(Payload request) {
        boolean store = true;
        String previous = null;
        try (JsonParser parser = Json.fromVendor(request.json())) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case "store" -> store = parser.currentToken() != JsonToken.VALUE_FALSE;
                    case "previous_response_id" -> previous = Text.orNull(parser);
                    default -> parser.skipChildren();
                }
            }
        }
        return new ResponseState(store, previous);
    }

    /** Whether the request's input is a text instead of items. */
    public static boolean isText(Payload request) {
        return Json.tree(request.json()).path("input").isString();
    }

    /**
     * The request's own input as items with ids, in the form in which OpenAI lists them.
     *
     * @param id what the items' ids begin with, after {@code msg_}
     */
    public static List<JsonNode> input(Payload request, String id) {
        List<JsonNode> items = new ArrayList<>();
        JsonNode input = Json.tree(request.json()).path("input");
        if (input.isString()) {
            items.add(message(id + "_0", "user", input));
        }
        for (JsonNode item : input.isArray() ? input : List.<JsonNode>of()) {
            items.add(listed(item, id + "_" + items.size()));
        }
        return items;
    }

    private static JsonNode listed(JsonNode item, String id) {
        boolean message = item.path("type").asString("message").equals("message");
        if (message && item.path("content").isString()) {
            return message(id, item.path("role").asString("user"), item.path("content"));
        }
        ObjectNode listed = ((ObjectNode) item).deepCopy();
        if (!listed.path("id").isString()) {
            listed.put("id", (message ? "msg_" : "item_") + id);
        }
        if (message) {
            listed.put("type", "message");
        }
        return listed;
    }

    private static ObjectNode message(String id, String role, JsonNode text) {
        ObjectNode message = JsonMapper.shared().createObjectNode();
        message.put("type", "message");
        message.put("id", "msg_" + id);
        message.put("status", "completed");
        message.put("role", role);
        ObjectNode part = message.putArray("content").addObject();
        part.put("type", role.equals("assistant") ? "output_text" : "input_text");
        part.set("text", text);
        return message;
    }

    /**
     * The request as it is to be sent without the response that it continues: what was said before stands before its
     * own input.
     *
     * @param before items, each a JSON object
     */
    public static Payload expanded(Payload request, List<JsonNode> before) {
        JsonEdit edit = JsonEdit.of().remove("previous_response_id");
        if (!before.isEmpty()) {
            String items =
                    String.join(",", before.stream().map(JsonNode::toString).toList());
            edit = edit.prepend("input", items, "{\"role\":\"user\",\"content\":", "}");
        }
        return new Payload(request.dialect(), edit.apply(request.json()));
    }

    /**
     * An item of an earlier turn as it can be sent to whoever answers next; null if nobody but its maker understands
     * it. Ids are left out: only the vendor that gave them could look them up.
     */
    public static @Nullable JsonNode forNextTurn(JsonNode item) {
        boolean sealed = item.path("encrypted_content").isString();
        if (item.path("type").asString("").equals("reasoning") && !sealed) {
            return null;
        }
        ObjectNode sent = ((ObjectNode) item).deepCopy();
        if (!sealed) {
            sent.remove("id");
        }
        for (JsonNode part : sent.path("content")) {
            if (part instanceof ObjectNode object
                    && object.path("type").asString("").equals("output_text")) {
                object.remove("logprobs");
                object.putArray("annotations");
            }
        }
        return sent;
    }
}
