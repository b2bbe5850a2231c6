package dev.weir.dialect;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.Usage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes chat answers and events as OpenAI does. */
public final class ChatWriter {
    private ChatWriter() {}

    static byte[] answer(String id, long created, String model, AnswerContent content, Usage usage) {
        return Json.write(out -> {
            head(out, id, "chat.completion", created, model);
            out.writeArrayPropertyStart("choices");
            for (int i = 0; i < content.choices().size(); i++) {
                choice(out, i, content.choices().get(i));
            }
            out.writeEndArray();
            usage(out, usage);
            out.writeEndObject();
        });
    }

    private static void head(JsonGenerator out, String id, String object, long created, String model) {
        out.writeStartObject();
        out.writeStringProperty("id", id);
        out.writeStringProperty("object", object);
        out.writeNumberProperty("created", created);
        out.writeStringProperty("model", model);
    }

    private static void choice(JsonGenerator out, int index, AnswerContent.Choice choice) {
        out.writeStartObject();
        out.writeNumberProperty("index", index);
        out.writeObjectPropertyStart("message");
        out.writeStringProperty("role", "assistant");
        textOrNull(out, "content", choice.text().isEmpty() && says(choice) ? null : choice.text());
        textOrNull(out, "refusal", choice.refusal().isEmpty() ? null : choice.refusal());
        if (!choice.reasoning().isEmpty()) {
            out.writeStringProperty("reasoning_content", choice.reasoning());
        }
        toolCalls(out, choice.toolCalls());
        seal(out, choice.signature());
        out.writeEndObject();
        logprobs(out, choice.logprobs());
        textOrNull(out, "finish_reason", choice.finishReason());
        out.writeEndObject();
    }

    /** As Google's own service does it in OpenAI's words; other vendors' seals have no place here. */
    private static void seal(JsonGenerator out, @Nullable String signature) {
        String own = GeminiWords.opened(signature);
        if (own != null) {
            out.writeObjectPropertyStart("extra_content");
            out.writeObjectPropertyStart("google");
            out.writeStringProperty("thought_signature", own);
            out.writeEndObject().writeEndObject();
        }
    }

    private static void logprobs(JsonGenerator out, @Nullable String logprobs) {
        out.writeName("logprobs");
        out.writeRawValue(logprobs == null ? "null" : logprobs);
    }

    private static boolean says(AnswerContent.Choice choice) {
        return !choice.refusal().isEmpty() || !choice.toolCalls().isEmpty();
    }

    private static void toolCalls(JsonGenerator out, List<AnswerContent.ToolCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tool_calls");
        for (AnswerContent.ToolCall call : calls) {
            out.writeStartObject();
            out.writeStringProperty("id", call.id());
            out.writeStringProperty("type", "function");
            out.writeObjectPropertyStart("function");
            out.writeStringProperty("name", call.name());
            out.writeStringProperty("arguments", call.arguments());
            out.writeEndObject();
            seal(out, call.signature());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void textOrNull(JsonGenerator out, String name, @Nullable String text) {
        if (text == null) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, text);
        }
    }

    private static void usage(JsonGenerator out, Usage usage) {
        out.writeObjectPropertyStart("usage");
        out.writeNumberProperty("prompt_tokens", usage.inputTokens());
        out.writeNumberProperty("completion_tokens", usage.outputTokens());
        out.writeNumberProperty("total_tokens", usage.totalTokens());
        out.writeObjectPropertyStart("prompt_tokens_details");
        out.writeNumberProperty("cached_tokens", usage.cachedInputTokens());
        if (usage.cacheWriteTokens() > 0) {
            out.writeNumberProperty("cache_write_tokens", usage.cacheWriteTokens());
        }
        out.writeNumberProperty("audio_tokens", usage.audioInputTokens());
        out.writeEndObject();
        out.writeObjectPropertyStart("completion_tokens_details");
        out.writeNumberProperty("reasoning_tokens", usage.reasoningTokens());
        out.writeNumberProperty("audio_tokens", usage.audioOutputTokens());
        out.writeEndObject();
        out.writeEndObject();
    }

    /** The events of one streamed answer with one choice: role, texts, finish, and usage if the client asked. */
    public static final class Chunks {
        private final String id;
        private final long created;
        private final String model;

        Chunks(String id, long created, String model) {
            this.id = id;
            this.created = created;
            this.model = model;
        }

        public byte[] role() {
            return chunk(null, out -> {
                out.writeStringProperty("role", "assistant");
                out.writeStringProperty("content", "");
            });
        }

        public byte[] text(String text) {
            return chunk(null, out -> out.writeStringProperty("content", text));
        }

        public byte[] refusal(String text) {
            return chunk(null, out -> out.writeStringProperty("refusal", text));
        }

        /** The choice's end. */
        public byte[] finish(String reason) {
            return chunk(reason, out -> {});
        }

        /** One piece of an answer that came in another dialect. */
        public byte[] piece(Delta delta) {
            String signature = delta.signature();
            return chunk(delta.choice(), delta.finishReason(), delta.logprobs(), out -> {
                if (!delta.text().isEmpty()) {
                    out.writeStringProperty("content", delta.text());
                }
                if (!delta.reasoning().isEmpty()) {
                    out.writeStringProperty("reasoning_content", delta.reasoning());
                }
                if (!delta.refusal().isEmpty()) {
                    out.writeStringProperty("refusal", delta.refusal());
                }
                if (delta.toolCall() == null) {
                    seal(out, signature);
                } else {
                    toolCall(out, delta.toolCall(), signature);
                }
            });
        }

        private static void toolCall(JsonGenerator out, Delta.ToolCall call, @Nullable String signature) {
            out.writeArrayPropertyStart("tool_calls").writeStartObject();
            out.writeNumberProperty("index", call.index());
            if (call.id() != null) {
                out.writeStringProperty("id", call.id());
                out.writeStringProperty("type", "function");
            }
            out.writeObjectPropertyStart("function");
            if (call.name() != null) {
                out.writeStringProperty("name", call.name());
            }
            out.writeStringProperty("arguments", call.arguments());
            out.writeEndObject();
            seal(out, signature);
            out.writeEndObject().writeEndArray();
        }

        /** The usage event, which has no choices. */
        public byte[] usage(Usage usage) {
            return Json.write(out -> {
                head(out, id, "chat.completion.chunk", created, model);
                out.writeArrayPropertyStart("choices").writeEndArray();
                ChatWriter.usage(out, usage);
                out.writeEndObject();
            });
        }

        /** An event with neither choices nor usage, to carry what is not part of the answer. */
        public byte[] empty() {
            return Json.write(out -> {
                head(out, id, "chat.completion.chunk", created, model);
                out.writeArrayPropertyStart("choices").writeEndArray().writeEndObject();
            });
        }

        private byte[] chunk(@Nullable String finishReason, Consumer<JsonGenerator> delta) {
            return chunk(0, finishReason, null, delta);
        }

        private byte[] chunk(
                int choice, @Nullable String finishReason, @Nullable String logprobs, Consumer<JsonGenerator> delta) {
            return Json.write(out -> {
                head(out, id, "chat.completion.chunk", created, model);
                out.writeArrayPropertyStart("choices").writeStartObject();
                out.writeNumberProperty("index", choice);
                out.writeObjectPropertyStart("delta");
                delta.accept(out);
                out.writeEndObject();
                ChatWriter.logprobs(out, logprobs);
                textOrNull(out, "finish_reason", finishReason);
                out.writeEndObject().writeEndArray().writeEndObject();
            });
        }
    }
}
