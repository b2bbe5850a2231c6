package dev.weir.dialect;

import dev.weir.spi.Capability;
import dev.weir.spi.Payload;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a request needs of a model, read from its body: images among its messages' parts, tools, and an answer by JSON
 * Schema. Asked for only when a deployment says what it can do.
 */
public final class RequestNeeds {
    private final JsonParser parser;
    private final String image;
    private final Set<Capability> found = EnumSet.noneOf(Capability.class);

    /**
     * @param image what the dialect calls a part that is an image
     */
    private RequestNeeds(JsonParser parser, String image) {
        this.parser = parser;
        this.image = image;
    }

    /** The capabilities that the request cannot do without; empty for embeddings. */
    public static Set<Capability> of(Payload payload) {
        return switch (payload.dialect()) {
            case OPENAI_CHAT -> of(payload.json(), "image_url");
            case ANTHROPIC_MESSAGES -> of(payload.json(), "image");
            case OPENAI_RESPONSES -> of(payload.json(), "input_image");
            default -> Set.of();
        };
    }

    private static Set<Capability> of(byte[] json, String image) {
        try (JsonParser parser = Json.fromVendor(json)) {
            RequestNeeds needs = new RequestNeeds(parser, image);
            parser.nextToken();
            needs.request();
            return needs.found;
        } catch (JacksonException e) {
            throw new IllegalStateException("a body that was read before cannot be read again", e);
        }
    }

    private void request() {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "messages", "input" -> elements(this::message);
                case "tools", "functions" -> elements(() -> need(Capability.TOOLS));
                case "response_format", "output_format" -> type("json_schema", Capability.STRUCTURED_OUTPUT);
                case "output_config", "text" ->
                    members("format", () -> type("json_schema", Capability.STRUCTURED_OUTPUT));
                default -> parser.skipChildren();
            }
        }
    }

    private void message() {
        members("content", () -> elements(() -> type(image, Capability.VISION)));
    }

    /** The object's {@code type}, where it is the one that needs something. */
    private void type(String wanted, Capability capability) {
        members("type", () -> {
            if (parser.currentToken() == JsonToken.VALUE_STRING
                    && parser.getString().equals(wanted)) {
                found.add(capability);
            }
        });
    }

    private void need(Capability capability) {
        found.add(capability);
        parser.skipChildren();
    }

    private void members(String wanted, Runnable value) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals(wanted)) {
                value.run();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void elements(Runnable element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.run();
        }
    }
}
