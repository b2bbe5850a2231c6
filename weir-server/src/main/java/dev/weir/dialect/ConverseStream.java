package dev.weir.dialect;

import dev.weir.dialect.ConverseAnswer.ToolUse;
import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the events of one of ConverseStream's streams, in their order. Calls of tools are numbered apart from the other
 * blocks; usage comes after the reason why the answer ended. Not thread-safe.
 */
public final class ConverseStream {
    private final Map<Integer, Integer> toolCalls = new HashMap<>();
    private boolean finishSeen;
    private boolean stopped;

    /**
     * A message of the event stream as one JSON object, {@code {"messageStop": {…}}}: the way AWS's own tools show it.
     */
    public static byte[] json(EventStreamParser.Message message) {
        String kind = message.header(":message-type");
        if (kind.equals("error")) {
            String said = "{\"message\":" + JsonEdit.quoted(message.header(":error-message")) + "}";
            return wrapped(message.header(":error-code"), said.getBytes(StandardCharsets.UTF_8));
        }
        String name = message.header(kind.equals("exception") ? ":exception-type" : ":event-type");
        return wrapped(name, message.payload().length == 0 ? new byte[] {'{', '}'} : message.payload());
    }

    private static byte[] wrapped(String name, byte[] payload) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(payload.length + name.length() + 8);
        json.writeBytes(("{" + JsonEdit.quoted(name) + ":").getBytes(StandardCharsets.UTF_8));
        json.writeBytes(payload);
        json.write('}');
        return json.toByteArray();
    }

    /** Reads one event. An event that is not known says nothing and is passed on. */
    public Event read(byte[] json) {
        try (JsonParser parser = Json.fromVendor(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Event.Failed(ProviderError.unreadable("an event is not a JSON object"));
            }
            OneEvent event = new OneEvent(parser);
            Members.each(parser, event::event);
            return event.result(json);
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
        private final ConverseUsage usage = new ConverseUsage();
        private final List<Delta> deltas = new ArrayList<>(1);
        private int index;
        private @Nullable ToolUse started;
        private @Nullable String arguments;
        private Answer.@Nullable Refused failure;

        OneEvent(JsonParser parser) {
            this.parser = parser;
        }

        void event(String name) {
            switch (name) {
                case "contentBlockStart" -> Members.each(parser, this::start);
                case "contentBlockDelta" -> Members.each(parser, this::delta);
                case "messageStop" -> Members.each(parser, this::stop);
                case "metadata" -> Members.each(parser, this::metadata);
                case "messageStart", "contentBlockStop" -> parser.skipChildren();
                default -> unknown(name);
            }
        }

        private void unknown(String name) {
            if (name.endsWith("Exception") || name.endsWith("Error")) {
                failure = ProviderError.named(name, parser);
            } else {
                parser.skipChildren();
            }
        }

        private void start(String name) {
            switch (name) {
                case "contentBlockIndex" -> index = Text.index(parser, 0);
                case "start" ->
                    Members.each(parser, kind -> {
                        if (kind.equals("toolUse")) {
                            ToolUse use = new ToolUse();
                            Members.each(parser, member -> use.member(parser, member));
                            started = use;
                        } else {
                            parser.skipChildren();
                        }
                    });
                default -> parser.skipChildren();
            }
        }

        private void delta(String name) {
            switch (name) {
                case "contentBlockIndex" -> index = Text.index(parser, 0);
                case "delta" -> Members.each(parser, this::piece);
                default -> parser.skipChildren();
            }
        }

        private void piece(String kind) {
            switch (kind) {
                case "text" -> deltas.add(Delta.text(Text.orEmpty(parser)));
                case "toolUse" ->
                    Members.each(parser, member -> {
                        if (member.equals("input")) {
                            arguments = Text.orEmpty(parser);
                        } else {
                            parser.skipChildren();
                        }
                    });
                case "reasoningContent" -> Members.each(parser, this::thought);
                default -> parser.skipChildren();
            }
        }

        private void thought(String kind) {
            switch (kind) {
                case "text" -> deltas.add(Delta.reasoning(Text.orEmpty(parser)));
                case "signature" -> deltas.add(Delta.signature(Text.orEmpty(parser)));
                default -> parser.skipChildren();
            }
        }

        private void stop(String name) {
            String reason = name.equals("stopReason") ? Text.orNull(parser) : null;
            if (reason == null) {
                parser.skipChildren();
            } else {
                finishSeen = true;
                deltas.add(Delta.finish(ConverseWords.finishReason(reason)));
            }
        }

        private void metadata(String name) {
            stopped = finishSeen;
            if (name.equals("usage")) {
                usage.read(parser);
            } else {
                parser.skipChildren();
            }
        }

        Event result(byte[] json) {
            if (failure != null) {
                return new Event.Failed(failure);
            }
            if (started != null && started.ofTheCallers()) {
                toolCalls.put(index, toolCalls.size());
                deltas.add(Delta.tool(new Delta.ToolCall(toolCalls.size() - 1, started.id, started.name, "")));
            }
            Integer call = toolCalls.get(index);
            if (arguments != null && !arguments.isEmpty() && call != null) {
                deltas.add(Delta.tool(new Delta.ToolCall(call, null, null, arguments)));
            }
            Usage stated = usage.stated();
            return new Event.Chunk(Dialect.BEDROCK_CONVERSE, json, deltas, stated);
        }
    }
}
