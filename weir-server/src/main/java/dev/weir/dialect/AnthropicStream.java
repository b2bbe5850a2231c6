package dev.weir.dialect;

import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the events of one of Anthropic's streams, in their order. The counts of the first event are kept until the last
 * one completes them; calls of tools are numbered apart from the other blocks. Not thread-safe.
 */
public final class AnthropicStream {
    private final AnthropicUsage usage = new AnthropicUsage();
    private final Map<Integer, Integer> toolCalls = new HashMap<>();
    private boolean finishSeen;
    private boolean stopped;

    /** Reads the data of one event. An event that is not known says nothing and is passed on. */
    public Event read(byte[] data) {
        try (JsonParser parser = Json.fromVendor(data)) {
            OneEvent event = new OneEvent(parser);
            event.read();
            return event.result(data);
        } catch (JacksonException e) {
            return new Event.Failed(ProviderError.unreadable(e.getOriginalMessage()));
        }
    }

    /** Whether the reason why the answer ended was seen. */
    public boolean finishSeen() {
        return finishSeen;
    }

    /** Whether the stream's last event was seen. */
    public boolean stopped() {
        return stopped;
    }

    private final class OneEvent {
        private final JsonParser parser;
        private String type = "";
        private int index;
        private boolean counted;
        private @Nullable String stopReason;
        private String text = "";
        private String thinking = "";
        private @Nullable String signature;
        private String json = "";
        private String blockType = "";
        private @Nullable String toolId;
        private @Nullable String toolName;
        private Event.@Nullable Failed failed;

        OneEvent(JsonParser parser) {
            this.parser = parser;
        }

        void read() {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                failed = new Event.Failed(ProviderError.unreadable("an event is not a JSON object"));
                return;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                member(name);
            }
        }

        private void member(String name) {
            switch (name) {
                case "type" -> type = Text.orEmpty(parser);
                case "index" -> index = Text.index(parser, 0);
                case "message" -> inside();
                case "usage" -> usage();
                case "delta", "content_block" -> inside();
                case "error" -> failed = new Event.Failed(ProviderError.inside(parser));
                default -> parser.skipChildren();
            }
        }

        private void usage() {
            usage.read(parser);
            counted = true;
        }

        private void inside() {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case "type" -> blockType = Text.orEmpty(parser);
                    case "text" -> text = Text.orEmpty(parser);
                    case "thinking" -> thinking = Text.orEmpty(parser);
                    case "signature" -> signature = Text.orNull(parser);
                    case "partial_json" -> json = Text.orEmpty(parser);
                    case "id" -> toolId = Text.orNull(parser);
                    case "name" -> toolName = Text.orNull(parser);
                    case "stop_reason" -> stopReason = Text.orNull(parser);
                    case "usage" -> usage();
                    default -> parser.skipChildren();
                }
            }
        }

        Event result(byte[] data) {
            if (failed != null) {
                return failed;
            }
            finishSeen |= stopReason != null;
            stopped |= type.equals("message_stop");
            return new Event.Chunk(Dialect.ANTHROPIC_MESSAGES, data, deltas(), counts());
        }

        private @Nullable Usage counts() {
            if (!counted) {
                return null;
            }
            return type.equals("message_start") ? usage.begun() : usage.stated();
        }

        private List<Delta> deltas() {
            return switch (type) {
                case "content_block_start", "content_block_delta" -> content();
                case "message_delta" ->
                    stopReason == null ? List.of() : List.of(Delta.finish(AnthropicWords.finishReason(stopReason)));
                default -> List.of();
            };
        }

        private List<Delta> content() {
            if (blockType.equals("tool_use")) {
                toolCalls.put(index, toolCalls.size());
                return List.of(tool(new Delta.ToolCall(toolCalls.size() - 1, toolId, toolName, "")));
            }
            Integer call = toolCalls.get(index);
            if (call != null && !json.isEmpty()) {
                return List.of(tool(new Delta.ToolCall(call, null, null, json)));
            }
            String seal = signature == null || signature.isEmpty() ? null : signature;
            return text.isEmpty() && thinking.isEmpty() && seal == null
                    ? List.of()
                    : List.of(new Delta(0, text, thinking, "", null, null, seal));
        }

        private static Delta tool(Delta.ToolCall call) {
            return new Delta(0, "", "", "", call, null);
        }
    }
}
