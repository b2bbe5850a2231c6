package dev.weir.dialect;

import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the typed events of one stream of the Responses API, in their order. Items are numbered by their place in the
 * output, calls of tools here apart from the others. Not thread-safe.
 */
public final class ResponsesStream {
    private final Map<Integer, Integer> toolCalls = new HashMap<>();
    private boolean stopped;

    /** Reads the data of one event. An event that is not known says nothing and is passed on. */
    public Event read(byte[] data) {
        try (JsonParser parser = Json.fromVendor(data)) {
            return new OneEvent(parser).read(data);
        } catch (JacksonException e) {
            return new Event.Failed(ProviderError.unreadable(e.getOriginalMessage()));
        }
    }

    /** Whether the event that ends the stream was seen. */
    public boolean stopped() {
        return stopped;
    }

    private final class OneEvent {
        private final JsonParser parser;
        private String type = "";
        private int index;
        private String delta = "";
        private String itemType = "";
        private @Nullable String callId;
        private @Nullable String called;
        private @Nullable ResponsesAnswer response;
        private Event.@Nullable Failed failed;

        OneEvent(JsonParser parser) {
            this.parser = parser;
        }

        Event read(byte[] data) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Event.Failed(ProviderError.unreadable("an event is not a JSON object"));
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                member(name);
            }
            if (type.equals("error") && failed == null) {
                failed = flat(data);
            }
            return failed == null ? chunk(data) : failed;
        }

        private void member(String name) {
            switch (name) {
                case "type" -> type = Text.orEmpty(parser);
                case "output_index" -> index = Text.index(parser, 0);
                case "delta" -> delta = Text.orEmpty(parser);
                case "item" -> item();
                case "response" -> response = ResponsesAnswer.read(parser);
                case "error" -> {
                    if (parser.currentToken() != JsonToken.VALUE_NULL) {
                        failed = new Event.Failed(ProviderError.inside(parser));
                    }
                }
                default -> parser.skipChildren();
            }
        }

        private void item() {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case "type" -> itemType = Text.orEmpty(parser);
                    case "call_id" -> callId = Text.orNull(parser);
                    case "name" -> called = Text.orNull(parser);
                    default -> parser.skipChildren();
                }
            }
        }

        /** An error event has its members at the top, or in an object of their own. */
        private static Event.Failed flat(byte[] data) {
            try (JsonParser parser = Json.fromVendor(data)) {
                parser.nextToken();
                return new Event.Failed(ProviderError.inside(parser));
            }
        }

        private Event chunk(byte[] data) {
            if (response != null && response.refusal() != null) {
                return new Event.Failed(response.refusal());
            }
            if (type.equals("response.failed")) {
                return new Event.Failed(ProviderError.unreadable("it failed and does not say why"));
            }
            boolean last = type.equals("response.completed") || type.equals("response.incomplete");
            stopped |= last;
            return new Event.Chunk(
                    Dialect.OPENAI_RESPONSES,
                    data,
                    last ? end() : deltas(),
                    last && response != null ? response.usage() : null);
        }

        private List<Delta> end() {
            return List.of(Delta.finish(response == null ? "stop" : response.finishReason()));
        }

        private List<Delta> deltas() {
            return switch (type) {
                case "response.output_text.delta" -> said(Delta.text(delta));
                case "response.refusal.delta" -> said(new Delta(0, "", "", delta, null, null));
                case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                    said(new Delta(0, "", delta, "", null, null));
                case "response.output_item.added" -> isCall() ? List.of(callBegun()) : List.of();
                case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                    toolCalls.containsKey(index) ? said(call(null, null, delta)) : List.of();
                default -> List.of();
            };
        }

        private boolean isCall() {
            return itemType.equals("function_call") || itemType.equals("custom_tool_call");
        }

        private Delta callBegun() {
            toolCalls.put(index, toolCalls.size());
            return call(callId, called, "");
        }

        private Delta call(@Nullable String id, @Nullable String name, String arguments) {
            Integer number = toolCalls.get(index);
            return new Delta(0, "", "", "", new Delta.ToolCall(number == null ? 0 : number, id, name, arguments), null);
        }

        private List<Delta> said(Delta said) {
            return delta.isEmpty() ? List.of() : List.of(said);
        }
    }
}
