package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** One streaming pass over a chat request: keeps what an answer depends on, skips the rest. */
final class ChatScan {
    /** Event loops are few and parse one request at a time: buffers per thread beat a shared pool. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    private final JsonParser in;
    private final List<ChatSeen.Message> messages = new ArrayList<>();
    private final List<String> tools = new ArrayList<>();
    private @Nullable String model;
    private boolean stream;
    private boolean includeUsage;
    private boolean sawMessages;
    private @Nullable Integer maxTokens;
    private int promptTokens;

    private ChatScan(JsonParser in) {
        this.in = in;
    }

    /** @throws Unacceptable when a real provider would refuse the request, too */
    static ChatSeen read(byte[] body) {
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
            return new ChatScan(in).request();
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    static Unacceptable notJson(JacksonException e) {
        return new Unacceptable(
                "We could not parse the JSON body of your request (line "
                        + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + "): " + e.getOriginalMessage(),
                null);
    }

    static void object(JsonParser in, @Nullable String param) {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new Unacceptable("The body has to be a JSON object.", param);
        }
    }

    private ChatSeen request() {
        object(in, null);
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            field(name);
        }
        if (model == null) {
            throw new Unacceptable("you must provide a model parameter", "model");
        }
        if (!sawMessages) {
            throw new Unacceptable("Missing required parameter: 'messages'.", "messages");
        }
        return new ChatSeen(model, stream, includeUsage, messages, tools, maxTokens, promptTokens);
    }

    private void field(String name) {
        switch (name) {
            case "model" -> model = text("model");
            case "messages" -> messages();
            case "stream" -> stream = in.currentToken() == JsonToken.VALUE_TRUE;
            case "stream_options" -> streamOptions();
            case "tools" -> tools();
            case "max_tokens", "max_completion_tokens" -> maxTokens(name);
            case "n" -> oneChoice();
            default -> in.skipChildren();
        }
    }

    private String text(String param) {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw new Unacceptable("Invalid type for '" + param + "': expected a string.", param);
        }
        return in.getString();
    }

    private void maxTokens(String name) {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT || in.getIntValue() < 1) {
            throw new Unacceptable("Invalid value for '" + name + "': expected an integer of 1 or more.", name);
        }
        maxTokens = in.getIntValue();
    }

    private void oneChoice() {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getIntValue() != 1) {
            throw new Unacceptable("The simulator answers with one choice: leave 'n' out or set it to 1.", "n");
        }
    }

    private void streamOptions() {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            JsonToken value = in.nextToken();
            if (name.equals("include_usage")) {
                includeUsage = value == JsonToken.VALUE_TRUE;
            }
            in.skipChildren();
        }
    }

    private void messages() {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new Unacceptable("Invalid type for 'messages': expected an array of objects.", "messages");
        }
        sawMessages = true;
        while (in.nextToken() == JsonToken.START_OBJECT) {
            messages.add(message());
        }
        if (in.currentToken() != JsonToken.END_ARRAY) {
            String param = "messages[" + messages.size() + "]";
            throw new Unacceptable("Invalid type for '" + param + "': expected an object.", param);
        }
    }

    private ChatSeen.Message message() {
        String role = "";
        String text = "";
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            switch (name) {
                case "role" -> role = text("messages[" + messages.size() + "].role");
                case "content" -> text = content();
                default -> in.skipChildren();
            }
        }
        promptTokens += WordPieces.count(text);
        return new ChatSeen.Message(role, text);
    }

    private String content() {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getString();
        }
        StringBuilder parts = new StringBuilder();
        if (in.currentToken() == JsonToken.START_ARRAY) {
            while (in.nextToken() == JsonToken.START_OBJECT) {
                member("text", parts);
            }
        }
        return parts.toString();
    }

    /** Reads the current object to its end and keeps one text member. */
    private void member(String wanted, StringBuilder into) {
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (in.nextToken() == JsonToken.VALUE_STRING && name.equals(wanted)) {
                into.append(in.getString());
            }
            in.skipChildren();
        }
    }

    private void tools() {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.START_OBJECT) {
            tool();
        }
    }

    private void tool() {
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (in.nextToken() == JsonToken.START_OBJECT && name.equals("function")) {
                StringBuilder function = new StringBuilder();
                member("name", function);
                tools.add(function.toString());
            }
            in.skipChildren();
        }
    }
}
