package dev.weir.dialect;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Writes answers and events as Anthropic does, for answers that came in another dialect. */
public final class AnthropicWriter {
    private AnthropicWriter() {}

    static byte[] answer(String id, String model, AnswerContent.@Nullable Choice choice, @Nullable Usage usage) {
        return Json.write(out -> {
            head(out, id, model);
            out.writeArrayPropertyStart("content");
            if (choice != null) {
                blocks(out, choice);
            }
            out.writeEndArray();
            stop(
                    out,
                    choice == null
                            ? null
                            : AnthropicWords.ending(
                                    choice.finishReason(), !choice.refusal().isEmpty()));
            usage(out, usage == null ? Usage.NONE : usage);
            out.writeEndObject();
        });
    }

    private static void head(JsonGenerator out, String id, String model) {
        out.writeStartObject();
        out.writeStringProperty("id", id);
        out.writeStringProperty("type", "message");
        out.writeStringProperty("role", "assistant");
        out.writeStringProperty("model", model);
    }

    private static void blocks(JsonGenerator out, AnswerContent.Choice choice) {
        String seal = seal(choice);
        if (!choice.reasoning().isEmpty() || seal != null) {
            thinking(out, choice.reasoning(), seal);
        }
        String text = choice.text() + choice.refusal();
        if (!text.isEmpty()) {
            out.writeStartObject();
            out.writeStringProperty("type", "text");
            out.writeStringProperty("text", text);
            out.writeEndObject();
        }
        for (AnswerContent.ToolCall call : choice.toolCalls()) {
            if (call.signature() != null && !call.signature().equals(seal)) {
                thinking(out, "", call.signature());
            }
            toolStart(out, call.id(), call.name());
            input(out, call.arguments());
            out.writeEndObject();
        }
    }

    /** The seal that goes with the thoughts: what the first call needs, else what the words were said with. */
    private static @Nullable String seal(AnswerContent.Choice choice) {
        boolean calls = !choice.toolCalls().isEmpty();
        String first = calls ? choice.toolCalls().getFirst().signature() : null;
        return first == null ? choice.signature() : first;
    }

    private static void thinking(JsonGenerator out, String thoughts, @Nullable String signature) {
        out.writeStartObject();
        out.writeStringProperty("type", "thinking");
        out.writeStringProperty("thinking", thoughts);
        out.writeStringProperty("signature", signature == null ? "" : signature);
        out.writeEndObject();
    }

    private static void toolStart(JsonGenerator out, String id, String name) {
        out.writeStartObject();
        out.writeStringProperty("type", "tool_use");
        out.writeStringProperty("id", id);
        out.writeStringProperty("name", name);
        out.writeName("input");
    }

    /** Anthropic's input is an object: what is none comes under a name of its own, so that nothing is lost. */
    private static void input(JsonGenerator out, String arguments) {
        if (isObject(arguments)) {
            out.writeRawValue(arguments);
        } else {
            out.writeStartObject();
            if (!arguments.isBlank()) {
                out.writeStringProperty("invalid_arguments", arguments);
            }
            out.writeEndObject();
        }
    }

    static boolean isObject(String json) {
        try (JsonParser parser = Json.fromVendor(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static void stop(JsonGenerator out, @Nullable String finishReason) {
        String reason = AnthropicWords.stopReason(finishReason);
        if (reason == null) {
            out.writeNullProperty("stop_reason");
        } else {
            out.writeStringProperty("stop_reason", reason);
        }
        out.writeNullProperty("stop_sequence");
    }

    private static void usage(JsonGenerator out, Usage usage) {
        long cached = Math.min(usage.cachedInputTokens(), usage.inputTokens());
        long written = Math.min(usage.cacheWriteTokens(), usage.inputTokens() - cached);
        out.writeObjectPropertyStart("usage");
        out.writeNumberProperty("input_tokens", usage.inputTokens() - cached - written);
        out.writeNumberProperty("cache_creation_input_tokens", written);
        if (usage.hourCacheWriteTokens() > 0) {
            long hour = Math.min(usage.hourCacheWriteTokens(), written);
            out.writeObjectPropertyStart("cache_creation");
            out.writeNumberProperty("ephemeral_5m_input_tokens", written - hour);
            out.writeNumberProperty("ephemeral_1h_input_tokens", hour);
            out.writeEndObject();
        }
        out.writeNumberProperty("cache_read_input_tokens", cached);
        out.writeNumberProperty("output_tokens", usage.outputTokens());
        out.writeEndObject();
    }

    /**
     * The events of one streamed answer. A block is opened when something for it arrives, and closed when something
     * for another one does. Why the answer ended and its usage come in one event, which has to wait for both. Not
     * thread-safe.
     */
    public static final class Events {
        private final String id;
        private final String model;
        private boolean started;
        private int blocks;
        private @Nullable Block open;
        private @Nullable String finishReason;
        private boolean refused;
        private @Nullable Usage usage;

        /** What is being written: texts and thoughts are one block each time, calls have numbers. */
        private record Block(String type, int toolCall) {}

        private static final Block THINKING = new Block("thinking", 0);

        Events(String id, String model) {
            this.id = id;
            this.model = model;
        }

        /** The events for these pieces, in order. Choices after the first one have no place here. */
        public List<byte[]> add(List<Delta> deltas, @Nullable Usage stated) {
            List<byte[]> events = new ArrayList<>(deltas.size() + 1);
            usage = stated == null ? usage : stated;
            start(events);
            for (Delta delta : deltas) {
                if (delta.choice() == 0) {
                    add(delta, events);
                }
            }
            return events;
        }

        /** Takes note of an event that is passed on as it came, so as to write those of whoever goes on after it. */
        public void follow(String type, byte[] json) {
            started = true;
            switch (type) {
                case "content_block_start" -> {
                    JsonNode event = Json.tree(json);
                    blocks = event.path("index").asInt(blocks);
                    open = new Block(event.at("/content_block/type").asString(""), 0);
                }
                case "content_block_stop" -> {
                    open = null;
                    blocks++;
                }
                default -> {
                    // opens and closes nothing
                }
            }
        }

        /** The events with which the answer ends, without {@link #stop}. */
        public List<byte[]> finish() {
            List<byte[]> events = new ArrayList<>(3);
            start(events);
            close(events);
            events.add(event("message_delta", out -> {
                out.writeObjectPropertyStart("delta");
                AnthropicWriter.stop(out, AnthropicWords.ending(finishReason, refused));
                out.writeEndObject();
                AnthropicWriter.usage(out, usage == null ? Usage.NONE : usage);
            }));
            return events;
        }

        /** The last event. */
        public byte[] stop() {
            return event("message_stop", out -> {});
        }

        private void start(List<byte[]> events) {
            if (started) {
                return;
            }
            started = true;
            events.add(event("message_start", out -> {
                out.writeName("message");
                head(out, id, model);
                out.writeArrayPropertyStart("content").writeEndArray();
                AnthropicWriter.stop(out, null);
                AnthropicWriter.usage(out, usage == null ? Usage.NONE : usage);
                out.writeEndObject();
            }));
        }

        private void add(Delta delta, List<byte[]> events) {
            if (!delta.reasoning().isEmpty()) {
                think(events);
                delta("thinking_delta", "thinking", delta.reasoning(), events);
            }
            seal(delta, events);
            String text = delta.text() + delta.refusal();
            if (!text.isEmpty()) {
                open(new Block("text", 0), out -> out.writeStringProperty("text", ""), events);
                delta("text_delta", "text", text, events);
            }
            if (delta.toolCall() != null) {
                add(delta.toolCall(), events);
            }
            refused |= !delta.refusal().isEmpty();
            finishReason = delta.finishReason() == null ? finishReason : delta.finishReason();
        }

        private void think(List<byte[]> events) {
            open(
                    THINKING,
                    out -> {
                        out.writeStringProperty("thinking", "");
                        out.writeStringProperty("signature", "");
                    },
                    events);
        }

        /** A call's seal stands before the call, if need be in a block of its own; words need theirs less. */
        private void seal(Delta delta, List<byte[]> events) {
            String signature = delta.signature();
            if (signature == null || (delta.toolCall() == null && !THINKING.equals(open))) {
                return;
            }
            think(events);
            delta("signature_delta", "signature", signature, events);
        }

        private void add(Delta.ToolCall call, List<byte[]> events) {
            open(
                    new Block("tool_use", call.index()),
                    out -> {
                        out.writeStringProperty(
                                "id", call.id() == null ? "toolu_" + id + "_" + call.index() : call.id());
                        out.writeStringProperty("name", call.name() == null ? "" : call.name());
                        out.writeObjectPropertyStart("input").writeEndObject();
                    },
                    events);
            if (!call.arguments().isEmpty()) {
                delta("input_json_delta", "partial_json", call.arguments(), events);
            }
        }

        private void open(Block wanted, Consumer<JsonGenerator> empty, List<byte[]> events) {
            if (wanted.equals(open)) {
                return;
            }
            close(events);
            open = wanted;
            events.add(event("content_block_start", out -> {
                out.writeNumberProperty("index", blocks);
                out.writeObjectPropertyStart("content_block");
                out.writeStringProperty("type", wanted.type());
                empty.accept(out);
                out.writeEndObject();
            }));
        }

        private void close(List<byte[]> events) {
            if (open != null) {
                open = null;
                events.add(event("content_block_stop", out -> out.writeNumberProperty("index", blocks)));
                blocks++;
            }
        }

        private void delta(String type, String name, String text, List<byte[]> events) {
            events.add(event("content_block_delta", out -> {
                out.writeNumberProperty("index", blocks);
                out.writeObjectPropertyStart("delta");
                out.writeStringProperty("type", type);
                out.writeStringProperty(name, text);
                out.writeEndObject();
            }));
        }

        private static byte[] event(String type, Consumer<JsonGenerator> rest) {
            return Json.write(out -> {
                out.writeStartObject();
                out.writeStringProperty("type", type);
                rest.accept(out);
                out.writeEndObject();
            });
        }
    }
}
