package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** One streaming pass over a request of OpenAI's Responses API: keeps what an answer depends on, skips the rest. */
final class ResponsesScan {
    private final JsonParser in;
    private final List<ChatSeen.Message> messages = new ArrayList<>();
    private final List<String> tools = new ArrayList<>();
    private @Nullable String model;
    private boolean stream;
    private boolean input;
    private @Nullable Integer maxTokens;
    private int promptTokens;

    private ResponsesScan(JsonParser in) {
        this.in = in;
    }

    /** @throws Unacceptable when OpenAI would refuse the request, too */
    static ChatSeen read(byte[] body) {
        try (JsonParser in = ChatScan.FACTORY.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
            return new ResponsesScan(in).request();
        } catch (JacksonException e) {
            throw ChatScan.notJson(e);
        }
    }

    private ChatSeen request() {
        ChatScan.object(in, null);
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            field(name);
        }
        if (model == null) {
            throw new Unacceptable("Missing required parameter: 'model'.", "model");
        }
        if (!input) {
            throw new Unacceptable("Missing required parameter: 'input'.", "input");
        }
        return new ChatSeen(model, stream, true, messages, tools, maxTokens, promptTokens);
    }

    private void field(String name) {
        switch (name) {
            case "model" -> model = text("model");
            case "input" -> input();
            case "instructions" -> promptTokens += WordPieces.count(content());
            case "stream" -> stream = in.currentToken() == JsonToken.VALUE_TRUE;
            case "tools" -> tools();
            case "max_output_tokens" -> {
                if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                    maxTokens = Math.max(1, in.getIntValue());
                }
            }
            default -> in.skipChildren();
        }
    }

    private String text(String field) {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw new Unacceptable("Invalid type for '" + field + "': expected a string.", field);
        }
        return in.getString();
    }

    private void input() {
        input = true;
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            add("user", in.getString());
            return;
        }
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new Unacceptable("Invalid type for 'input': expected a string or an array of items.", "input");
        }
        while (in.nextToken() == JsonToken.START_OBJECT) {
            item();
        }
    }

    private void add(String role, String text) {
        promptTokens += WordPieces.count(text);
        messages.add(new ChatSeen.Message(role, text));
    }

    /** What a tool gave back is kept as the tool's own; thoughts and other items say nothing. */
    private void item() {
        String role = "";
        String type = "message";
        String text = "";
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            switch (name) {
                case "role" -> role = text("input[" + messages.size() + "].role");
                case "type" -> type = text("input[" + messages.size() + "].type");
                case "content", "output" -> text = content();
                default -> in.skipChildren();
            }
        }
        switch (type) {
            case "message" -> add(role, text);
            case "function_call_output" -> add("tool", text);
            default -> {
                // says nothing
            }
        }
    }

    private String content() {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getString();
        }
        StringBuilder texts = new StringBuilder();
        if (in.currentToken() == JsonToken.START_ARRAY) {
            while (in.nextToken() == JsonToken.START_OBJECT) {
                part(texts);
            }
        }
        return texts.toString();
    }

    private void part(StringBuilder texts) {
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            if (name.equals("text")) {
                texts.append(text("text"));
            } else {
                in.skipChildren();
            }
        }
    }

    private void tools() {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.START_OBJECT) {
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                if (in.nextToken() == JsonToken.VALUE_STRING && name.equals("name")) {
                    tools.add(in.getString());
                }
                in.skipChildren();
            }
        }
    }
}
