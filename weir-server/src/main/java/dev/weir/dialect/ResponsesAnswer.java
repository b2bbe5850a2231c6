package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a whole response of OpenAI's says; also the one that the last event of a stream carries. */
final class ResponsesAnswer {
    private final JsonParser parser;
    private final List<Delta> deltas = new ArrayList<>(2);
    private @Nullable Usage usage;
    private String status = "completed";
    private String incomplete = "";
    private boolean output;
    private int toolCalls;
    private Answer.@Nullable Refused refusal;

    private ResponsesAnswer(JsonParser parser) {
        this.parser = parser;
    }

    /** {@link Answer.Whole}, or {@link Answer.Refused} for a response that failed or a body that is none. */
    static Answer read(byte[] json) {
        try (JsonParser parser = Json.fromVendor(json)) {
            parser.nextToken();
            return read(parser).answer(json);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    /** Reads the response that the parser stands on, and leaves it on its last token. */
    static ResponsesAnswer read(JsonParser parser) {
        ResponsesAnswer answer = new ResponsesAnswer(parser);
        answer.members();
        return answer;
    }

    private void members() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            member(name);
        }
    }

    @Nullable
    Usage usage() {
        return usage;
    }

    Answer.@Nullable Refused refusal() {
        return refusal;
    }

    /** Why it ended, in the words of OpenAI's chat. */
    String finishReason() {
        if (status.equals("incomplete")) {
            return incomplete.equals("content_filter") ? "content_filter" : "length";
        }
        return toolCalls > 0 ? "tool_calls" : "stop";
    }

    private Answer answer(byte[] json) {
        if (refusal != null) {
            return refusal;
        }
        if (!output) {
            return ProviderError.unreadable("it has no output");
        }
        deltas.add(Delta.finish(finishReason()));
        return new Answer.Whole(Dialect.OPENAI_RESPONSES, json, deltas, usage);
    }

    private void member(String name) {
        switch (name) {
            case "status" -> status = Text.orEmpty(parser);
            case "incomplete_details" -> details();
            case "output" -> output();
            case "usage" -> usage = ResponsesUsage.read(parser);
            case "error" -> {
                if (parser.currentToken() != JsonToken.VALUE_NULL) {
                    refusal = ProviderError.inside(parser);
                }
            }
            default -> parser.skipChildren();
        }
    }

    private void details() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("reason")) {
                incomplete = Text.orEmpty(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void output() {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        output = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            item();
        }
    }

    private void item() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        Item item = new Item();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> item.type = Text.orEmpty(parser);
                case "call_id" -> item.callId = Text.orNull(parser);
                case "name" -> item.called = Text.orNull(parser);
                case "arguments", "input" -> item.arguments = Text.orEmpty(parser);
                case "content" -> parts(item);
                case "summary" -> item.summary = Text.ofParts(parser);
                default -> parser.skipChildren();
            }
        }
        add(item);
    }

    private static final class Item {
        private String type = "";
        private @Nullable String callId;
        private @Nullable String called;
        private String arguments = "";
        private String text = "";
        private String refused = "";
        private String summary = "";
    }

    private void parts(Item item) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            part(item);
        }
    }

    private void part(Item item) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "text" -> item.text += Text.orEmpty(parser);
                case "refusal" -> item.refused += Text.orEmpty(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void add(Item item) {
        switch (item.type) {
            case "message" -> deltas.add(new Delta(0, item.text, "", item.refused, null, null));
            case "reasoning" -> {
                String thought = item.summary.isEmpty() ? item.text : item.summary;
                if (!thought.isEmpty()) {
                    deltas.add(new Delta(0, "", thought, "", null, null));
                }
            }
            case "function_call", "custom_tool_call" ->
                deltas.add(new Delta(
                        0,
                        "",
                        "",
                        "",
                        new Delta.ToolCall(toolCalls++, item.callId, item.called, item.arguments),
                        null));
            default -> {
                // what OpenAI's own tools did says nothing in words
            }
        }
    }
}
