package dev.weir.trace;

import dev.weir.http.Json;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The text of an exchange, as {@code gen_ai.input.messages} and {@code gen_ai.output.messages} have it. */
final class GenAiMessages {
    private GenAiMessages() {}

    static void add(Map<String, Object> attributes, Exchange exchange) {
        ArrayNode in = input(exchange.request());
        if (!in.isEmpty()) {
            attributes.put("gen_ai.input.messages", text(in));
        }
        if (!exchange.answer().choices().isEmpty()) {
            attributes.put("gen_ai.output.messages", text(output(exchange.answer())));
        }
    }

    private static String text(JsonNode json) {
        return new String(Json.bytes(json), StandardCharsets.UTF_8);
    }

    /** Messages with their text; what is no text is named by its kind. */
    private static ArrayNode input(byte[] request) {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        try {
            for (JsonNode message : Json.MAPPER.readTree(request).path("messages")) {
                ObjectNode out = messages.addObject();
                out.put("role", message.path("role").asString(""));
                parts(out.putArray("parts"), message.path("content"));
            }
        } catch (JacksonException e) {
            messages.removeAll();
        }
        return messages;
    }

    private static void parts(ArrayNode parts, JsonNode content) {
        if (content.isString()) {
            part(parts, content.asString());
        }
        for (JsonNode item : content.isArray() ? content : Json.MAPPER.createArrayNode()) {
            if (item.path("text").isString()) {
                part(parts, item.path("text").asString());
            } else {
                parts.addObject().put("type", item.path("type").asString("unknown"));
            }
        }
    }

    private static void part(ArrayNode parts, String text) {
        parts.addObject().put("type", "text").put("content", text);
    }

    private static ArrayNode output(AnswerContent answer) {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        for (AnswerContent.Choice choice : answer.choices()) {
            ObjectNode out = messages.addObject();
            out.put("role", "assistant");
            ArrayNode parts = out.putArray("parts");
            if (!choice.reasoning().isEmpty()) {
                parts.addObject().put("type", "reasoning").put("content", choice.reasoning());
            }
            if (!choice.text().isEmpty()) {
                part(parts, choice.text());
            }
            for (AnswerContent.ToolCall call : choice.toolCalls()) {
                parts.addObject()
                        .put("type", "tool_call")
                        .put("id", call.id())
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
            if (choice.finishReason() != null) {
                out.put("finish_reason", choice.finishReason());
            }
        }
        return messages;
    }
}
