package dev.weir.dialect;

import dev.weir.spi.Delta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The {@code message} or {@code delta} of one choice. Thinking text comes as {@code reasoning_content} (DeepSeek, vLLM)
 * or {@code reasoning} (Groq, OpenRouter); who sends both sends the same text twice.
 */
final class ChatMessage {
    private final JsonParser parser;
    private String text = "";
    private String refusal = "";
    private String reasoning = "";
    private String reasoningContent = "";
    private @Nullable List<Delta.ToolCall> toolCalls;

    ChatMessage(JsonParser parser) {
        this.parser = parser;
    }

    void read() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            member(name);
        }
    }

    private void member(String name) {
        switch (name) {
            case "content" -> content();
            case "refusal" -> refusal = Text.orEmpty(parser);
            case "reasoning_content" -> reasoningContent = Text.orEmpty(parser);
            case "reasoning" -> reasoning = Text.orEmpty(parser);
            case "tool_calls" -> toolCalls();
            case "function_call" -> legacyFunction();
            default -> parser.skipChildren();
        }
    }

    /** A text, or a list of parts as Mistral sends it, whose thoughts are lists of texts themselves. */
    private void content() {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            text = Text.orEmpty(parser);
            return;
        }
        StringBuilder said = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        Members.elements(
                parser,
                () -> Members.each(parser, name -> {
                    switch (name) {
                        case "text" -> said.append(Text.orEmpty(parser));
                        case "thinking" -> thought.append(Text.ofParts(parser));
                        default -> parser.skipChildren();
                    }
                }));
        text = said.toString();
        reasoning = thought.isEmpty() ? reasoning : thought.toString();
    }

    /** One delta, and one more for every tool call after the first; none if nothing was said. */
    void addTo(List<Delta> deltas, int choice, @Nullable String finishReason) {
        String thought = reasoningContent.isEmpty() ? reasoning : reasoningContent;
        Delta.ToolCall first = toolCalls == null || toolCalls.isEmpty() ? null : toolCalls.getFirst();
        boolean silent = text.isEmpty() && thought.isEmpty() && refusal.isEmpty();
        if (!silent || first != null || finishReason != null) {
            deltas.add(new Delta(choice, text, thought, refusal, first, finishReason));
        }
        for (int i = 1; toolCalls != null && i < toolCalls.size(); i++) {
            deltas.add(new Delta(choice, "", "", "", toolCalls.get(i), null));
        }
    }

    private void toolCalls() {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        int place = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            toolCall(place++);
        }
    }

    private void toolCall(int place) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        int index = place;
        String id = null;
        Function function = Function.NONE;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "index" -> index = Text.index(parser, place);
                case "id" -> id = Text.orNull(parser);
                case "function", "custom" -> function = readFunction();
                default -> parser.skipChildren();
            }
        }
        add(new Delta.ToolCall(index, id, function.name, function.arguments));
    }

    private void legacyFunction() {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Function function = readFunction();
            add(new Delta.ToolCall(0, null, function.name, function.arguments));
        }
    }

    private void add(Delta.ToolCall call) {
        if (toolCalls == null) {
            toolCalls = new ArrayList<>(2);
        }
        toolCalls.add(call);
    }

    private record Function(@Nullable String name, String arguments) {
        static final Function NONE = new Function(null, "");
    }

    /** A function's {@code arguments}, or a custom tool's {@code input}. */
    private Function readFunction() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Function.NONE;
        }
        String called = null;
        String arguments = "";
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "name" -> called = Text.orNull(parser);
                case "arguments", "input" -> arguments = Text.orEmpty(parser);
                default -> parser.skipChildren();
            }
        }
        return new Function(called, arguments);
    }
}
