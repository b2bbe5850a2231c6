package dev.weir.dialect;

import dev.weir.spi.Delta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The {@code message} of an answer of Cohere's, whole or in pieces: content is a list or one block, tool calls a list or
 * one call. The plan that comes before calls of tools counts as thought.
 */
final class CohereMessage {
    private final JsonParser parser;
    private final List<Delta> deltas = new ArrayList<>(2);
    private final @Nullable Integer index;
    private int toolCalls;

    /**
     * @param index which call of a tool a piece belongs to; null for a whole message
     */
    CohereMessage(JsonParser parser, @Nullable Integer index) {
        this.parser = parser;
        this.index = index;
    }

    List<Delta> deltas() {
        return deltas;
    }

    void member(String name) {
        switch (name) {
            case "content" -> oneOrMore(() -> Members.each(parser, this::block));
            case "tool_plan" -> add(Delta.reasoning(Text.orEmpty(parser)));
            case "tool_calls" -> oneOrMore(this::toolCall);
            default -> parser.skipChildren();
        }
    }

    private void oneOrMore(Runnable one) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            Members.elements(parser, one);
        } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
            add(Delta.text(Text.orEmpty(parser)));
        } else {
            one.run();
        }
    }

    private void block(String name) {
        switch (name) {
            case "text" -> add(Delta.text(Text.orEmpty(parser)));
            case "thinking" -> add(Delta.reasoning(Text.orEmpty(parser)));
            default -> parser.skipChildren();
        }
    }

    private void add(Delta delta) {
        if (!delta.text().isEmpty() || !delta.reasoning().isEmpty()) {
            deltas.add(delta);
        }
    }

    private void toolCall() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        Call call = new Call();
        Members.each(parser, call::member);
        int place = index == null ? toolCalls++ : index;
        deltas.add(Delta.tool(new Delta.ToolCall(place, call.id, call.name, call.arguments)));
    }

    private final class Call {
        private @Nullable String id;
        private @Nullable String name;
        private String arguments = "";

        void member(String member) {
            switch (member) {
                case "id" -> id = Text.orNull(parser);
                case "function" -> Members.each(parser, this::function);
                default -> parser.skipChildren();
            }
        }

        private void function(String member) {
            switch (member) {
                case "name" -> name = Text.orNull(parser);
                case "arguments" -> arguments = Text.orEmpty(parser);
                default -> parser.skipChildren();
            }
        }
    }
}
