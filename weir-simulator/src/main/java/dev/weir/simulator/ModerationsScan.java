package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** One streaming pass over a request for moderation. */
final class ModerationsScan {
    private final JsonParser in;
    private final List<String> texts = new ArrayList<>();
    private String model = "omni-moderation-latest";
    private boolean input;

    private ModerationsScan(JsonParser in) {
        this.in = in;
    }

    /** @throws Unacceptable when OpenAI would refuse the request, too */
    static ModerationsSeen read(byte[] body) {
        try (JsonParser in = ChatScan.FACTORY.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
            return new ModerationsScan(in).request();
        } catch (JacksonException e) {
            throw ChatScan.notJson(e);
        }
    }

    private ModerationsSeen request() {
        ChatScan.object(in, null);
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            switch (name) {
                case "model" -> model = in.getString();
                case "input" -> input();
                default -> in.skipChildren();
            }
        }
        if (!input) {
            throw new Unacceptable("Missing required parameter: 'input'.", "input");
        }
        return new ModerationsSeen(model, texts);
    }

    private void input() {
        input = true;
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            texts.add(in.getString());
            return;
        }
        StringBuilder parts = new StringBuilder();
        boolean multimodal = false;
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new Unacceptable("Invalid type for 'input'.", "input");
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                texts.add(in.getString());
            } else {
                multimodal = true;
                part(parts);
            }
        }
        if (multimodal) {
            texts.add(parts.toString());
        }
    }

    private void part(StringBuilder parts) {
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (in.nextToken() == JsonToken.VALUE_STRING && name.equals("text")) {
                parts.append(in.getString());
            }
            in.skipChildren();
        }
    }
}
