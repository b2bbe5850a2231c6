package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** One streaming pass over a request of Anthropic's Messages API: keeps what an answer depends on, skips the rest. */
final class MessagesScan {
    private final JsonParser in;
    private final List<ChatSeen.Message> messages = new ArrayList<>();
    private final List<String> tools = new ArrayList<>();
    private @Nullable String model;
    private boolean stream;
    private boolean sawMessages;
    private @Nullable Integer maxTokens;
    private int promptTokens;

    private MessagesScan(JsonParser in) {
        this.in = in;
    }

    /**
     * @param bounded whether the request has to say how long the answer may be
     * @throws Unacceptable when Anthropic would refuse the request, too
     */
    static ChatSeen read(byte[] body, boolean bounded) {
        try (JsonParser in = ChatScan.FACTORY.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
            return new MessagesScan(in).request(bounded);
        } catch (JacksonException e) {
            throw ChatScan.notJson(e);
        }
    }

    private ChatSeen request(boolean bounded) {
        ChatScan.object(in, null);
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            field(name);
        }
        if (model == null) {
            throw missing("model");
        }
        if (!sawMessages) {
            throw missing("messages");
        }
        if (bounded && maxTokens == null) {
            throw missing("max_tokens");
        }
        return new ChatSeen(model, stream, false, messages, tools, maxTokens, promptTokens);
    }

    private static Unacceptable missing(String field) {
        return new Unacceptable(field + ": Field required", field);
    }

    private void field(String name) {
        switch (name) {
            case "model" -> model = text("model");
            case "system" -> promptTokens += WordPieces.count(content(null));
            case "messages" -> messages();
            case "stream" -> stream = in.currentToken() == JsonToken.VALUE_TRUE;
            case "tools" -> tools();
            case "max_tokens" -> {
                if (in.currentToken() != JsonToken.VALUE_NUMBER_INT || in.getIntValue() < 1) {
                    throw new Unacceptable("max_tokens: Input should be greater than or equal to 1", name);
                }
                maxTokens = in.getIntValue();
            }
            default -> in.skipChildren();
        }
    }

    private String text(String field) {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw new Unacceptable(field + ": Input should be a valid string", field);
        }
        return in.getString();
    }

    private void messages() {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new Unacceptable("messages: Input should be a valid list", "messages");
        }
        sawMessages = true;
        while (in.nextToken() == JsonToken.START_OBJECT) {
            message();
        }
    }

    /** A message that brings a tool's result is kept as the tool's own. */
    private void message() {
        String role = "";
        String text = "";
        Kinds kinds = new Kinds();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            switch (name) {
                case "role" -> role = text("messages." + messages.size() + ".role");
                case "content" -> text = content(kinds);
                default -> in.skipChildren();
            }
        }
        promptTokens += WordPieces.count(text);
        messages.add(new ChatSeen.Message(kinds.result ? "tool" : role, text));
    }

    private static final class Kinds {
        private boolean result;
    }

    private String content(@Nullable Kinds kinds) {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getString();
        }
        StringBuilder texts = new StringBuilder();
        if (in.currentToken() == JsonToken.START_ARRAY) {
            while (in.nextToken() == JsonToken.START_OBJECT) {
                block(texts, kinds);
            }
        }
        return texts.toString();
    }

    private void block(StringBuilder texts, @Nullable Kinds kinds) {
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            switch (name) {
                case "text" -> texts.append(text("text"));
                case "content" -> texts.append(content(null));
                case "type" -> {
                    if (kinds != null && text("type").equals("tool_result")) {
                        kinds.result = true;
                    }
                }
                default -> in.skipChildren();
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
