package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Conversation.Format;
import dev.weir.spi.Conversation.Kind;
import dev.weir.spi.Conversation.Part;
import dev.weir.spi.Conversation.Said;
import dev.weir.spi.Conversation.Sampling;
import dev.weir.spi.Conversation.Source;
import dev.weir.spi.Conversation.Speaker;
import dev.weir.spi.Conversation.Thinking;
import dev.weir.spi.Conversation.Tool;
import dev.weir.spi.Conversation.ToolChoice;
import dev.weir.spi.Conversation.Tooling;
import dev.weir.spi.Conversation.Turn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A neutral conversation in the words of Anthropic's Messages API. */
final class AnthropicConversationWriter {
    /** What the answer may have when the caller does not say; Anthropic has no default, and every model gives this. */
    static final long MAX_TOKENS = 4_096;

    /** The least that Anthropic lets a model think. */
    private static final long LEAST_BUDGET = 1_024;

    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

    private final Conversation conversation;
    private final String model;
    private final Losses losses;
    private final JsonGenerator out;
    private final long maxTokens;

    private AnthropicConversationWriter(Conversation conversation, String model, Losses losses, JsonGenerator out) {
        this.conversation = conversation;
        this.model = model;
        this.losses = losses;
        this.out = out;
        Said<Long> limit = conversation.sampling().maxOutputTokens();
        this.maxTokens = limit == null ? MAX_TOKENS : limit.value();
    }

    static Rendered write(Conversation conversation, String model, boolean lenient) {
        Losses losses = new Losses("Anthropic's dialect", lenient);
        byte[] json = Json.write(out -> new AnthropicConversationWriter(conversation, model, losses, out).write());
        return new Rendered.Said(json, losses.fields());
    }

    private void write() {
        losses.others(conversation.others());
        Said<Long> choices = conversation.choices();
        if (choices != null && choices.value() != 1) {
            losses.cannot(choices.field(), "gives one answer");
        }
        out.writeStartObject();
        out.writeStringProperty("model", model);
        out.writeNumberProperty("max_tokens", maxTokens);
        system();
        messages();
        tools(conversation.tooling());
        sampling(conversation.sampling());
        output(conversation.format(), conversation.thinking());
        if (conversation.endUser() != null) {
            out.writeObjectPropertyStart("metadata");
            out.writeStringProperty("user_id", conversation.endUser().value());
            out.writeEndObject();
        }
        if (conversation.stream()) {
            out.writeBooleanProperty("stream", true);
        }
        out.writeEndObject();
    }

    private void system() {
        List<Part.Text> texts = conversation.instructions().stream()
                .filter(text -> !text.text().isEmpty())
                .toList();
        if (texts.isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("system");
        texts.forEach(this::text);
        out.writeEndArray();
    }

    private void messages() {
        out.writeArrayPropertyStart("messages");
        for (Turn turn : merged()) {
            out.writeStartObject();
            out.writeStringProperty("role", turn.speaker() == Speaker.USER ? "user" : "assistant");
            out.writeArrayPropertyStart("content");
            turn.parts().forEach(this::part);
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** All results of calls that were made at once stand in one message; empty ones are not allowed. */
    private List<Turn> merged() {
        List<Turn> merged = new ArrayList<>();
        for (Turn turn : conversation.turns()) {
            List<Part> parts = turn.parts().stream()
                    .filter(part ->
                            !(part instanceof Part.Text text && text.text().isEmpty()))
                    .toList();
            if (turn.speaker() == Speaker.SYSTEM) {
                losses.cannot(turn.field(), "takes instructions only before the first message");
            } else if (!parts.isEmpty()) {
                add(merged, new Turn(turn.speaker(), parts, turn.field()));
            }
        }
        return merged;
    }

    private static void add(List<Turn> turns, Turn turn) {
        Turn last = turns.isEmpty() ? null : turns.getLast();
        if (last == null || last.speaker() != turn.speaker()) {
            turns.add(turn);
            return;
        }
        List<Part> parts = new ArrayList<>(last.parts());
        parts.addAll(turn.parts());
        turns.set(turns.size() - 1, new Turn(turn.speaker(), parts, last.field()));
    }

    private void block(String type) {
        out.writeStartObject();
        out.writeStringProperty("type", type);
    }

    private void text(Part.Text text) {
        block("text");
        out.writeStringProperty("text", text.text());
        out.writeEndObject();
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text text -> text(text);
            case Part.Media media -> media(media);
            case Part.ToolCall call -> toolCall(call);
            case Part.ToolResult result -> toolResult(result);
            case Part.Thought thought -> thought(thought);
            case Part.Unknown unknown -> losses.cannot(unknown.field(), "has nothing like it");
        }
    }

    private void toolCall(Part.ToolCall call) {
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        if (!AnthropicWriter.isObject(arguments)) {
            throw BadRequest.field(
                    call.field() + ".function.arguments",
                    "'" + call.field() + ".function.arguments' must be a JSON object, as text.",
                    null);
        }
        block("tool_use");
        out.writeStringProperty("id", call.id());
        out.writeStringProperty("name", call.name());
        raw("input", arguments);
        out.writeEndObject();
    }

    private void toolResult(Part.ToolResult result) {
        block("tool_result");
        out.writeStringProperty("tool_use_id", result.callId());
        out.writeArrayPropertyStart("content");
        for (Part part : result.parts()) {
            if (!(part instanceof Part.Text text && text.text().isEmpty())) {
                part(part);
            }
        }
        out.writeEndArray();
        if (result.failed()) {
            out.writeBooleanProperty("is_error", true);
        }
        out.writeEndObject();
    }

    /** Anthropic takes back only thoughts that it sealed itself. */
    private void thought(Part.Thought thought) {
        if (thought.sealed() != null) {
            block("redacted_thinking");
            out.writeStringProperty("data", thought.sealed());
            out.writeEndObject();
        } else if (thought.signature() != null
                && !thought.signature().isEmpty()
                && GeminiWords.opened(thought.signature()) == null) {
            block("thinking");
            out.writeStringProperty("thinking", thought.text());
            out.writeStringProperty("signature", thought.signature());
            out.writeEndObject();
        } else {
            losses.hint(thought.field());
        }
    }

    private void media(Part.Media media) {
        if (media.kind() == Kind.AUDIO) {
            losses.cannot(media.field(), "takes no audio");
            return;
        }
        if (media.source() instanceof Source.Uploaded) {
            losses.cannot(media.field(), "does not find what was uploaded elsewhere");
            return;
        }
        block(media.kind() == Kind.IMAGE ? "image" : "document");
        out.writeObjectPropertyStart("source");
        switch (media.source()) {
            case Source.Inline inline -> inline(inline);
            case Source.At at -> {
                out.writeStringProperty("type", "url");
                out.writeStringProperty("url", at.url());
            }
            case Source.Uploaded uploaded -> out.writeStringProperty("file_id", uploaded.id());
        }
        out.writeEndObject();
        if (media.name() != null) {
            out.writeStringProperty("title", media.name());
        }
        out.writeEndObject();
    }

    private void inline(Source.Inline inline) {
        boolean text = inline.mediaType().startsWith("text/");
        out.writeStringProperty("type", text ? "text" : "base64");
        out.writeStringProperty("media_type", text ? "text/plain" : inline.mediaType());
        out.writeStringProperty("data", text ? decoded(inline.base64()) : inline.base64());
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private void tools(Tooling tooling) {
        if (tooling.tools().isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tools");
        tooling.tools().forEach(this::tool);
        out.writeEndArray();
        boolean apart = tooling.parallel() != null && !tooling.parallel().value();
        if (tooling.choice() != null || apart) {
            choice(
                    tooling.choice() == null
                            ? new ToolChoice.Auto()
                            : tooling.choice().value(),
                    apart);
        }
    }

    private void tool(Tool tool) {
        out.writeStartObject();
        out.writeStringProperty("name", tool.name());
        if (tool.description() != null) {
            out.writeStringProperty("description", tool.description());
        }
        raw("input_schema", tool.schema() == null ? "{\"type\":\"object\",\"properties\":{}}" : tool.schema());
        if (tool.strict() != null && tool.strict()) {
            out.writeBooleanProperty("strict", true);
        }
        out.writeEndObject();
    }

    private void choice(ToolChoice choice, boolean oneAtATime) {
        out.writeObjectPropertyStart("tool_choice");
        switch (choice) {
            case ToolChoice.Auto _ -> out.writeStringProperty("type", "auto");
            case ToolChoice.None _ -> out.writeStringProperty("type", "none");
            case ToolChoice.Any _ -> out.writeStringProperty("type", "any");
            case ToolChoice.One(String name) -> {
                out.writeStringProperty("type", "tool");
                out.writeStringProperty("name", name);
            }
        }
        if (oneAtATime && !(choice instanceof ToolChoice.None)) {
            out.writeBooleanProperty("disable_parallel_tool_use", true);
        }
        out.writeEndObject();
    }

    private void raw(String name, String json) {
        out.writeName(name);
        out.writeRawValue(json);
    }

    private void sampling(Sampling sampling) {
        Said<BigDecimal> temperature = sampling.temperature();
        if (temperature != null && temperature.value().compareTo(BigDecimal.ONE) > 0) {
            losses.cannot(temperature.field(), "takes a temperature from 0 to 1");
        } else if (temperature != null) {
            out.writeNumberProperty("temperature", temperature.value());
        }
        if (sampling.topP() != null) {
            out.writeNumberProperty("top_p", sampling.topP().value());
        }
        if (sampling.topK() != null) {
            out.writeNumberProperty("top_k", sampling.topK().value());
        }
        Said<List<String>> stop = sampling.stop();
        if (stop != null && !stop.value().isEmpty()) {
            out.writeArrayPropertyStart("stop_sequences");
            stop.value().forEach(out::writeString);
            out.writeEndArray();
        }
        if (sampling.seed() != null) {
            losses.cannot(sampling.seed().field(), "has no seed");
        }
        penalty(sampling.frequencyPenalty());
        penalty(sampling.presencePenalty());
        if (sampling.logprobs() != null) {
            losses.cannot(sampling.logprobs().field(), "does not tell how likely its words are");
        }
    }

    private void penalty(@Nullable Said<BigDecimal> penalty) {
        if (penalty != null && penalty.value().signum() != 0) {
            losses.cannot(penalty.field(), "has no penalties");
        }
    }

    private void output(@Nullable Said<Format> format, @Nullable Said<Thinking> thinking) {
        String schema = format == null ? null : format.value().schema();
        if (format != null && schema == null) {
            losses.cannot(format.field(), "gives JSON only by a schema");
        }
        String effort = thinking == null ? null : thinking(thinking);
        if (schema == null && effort == null) {
            return;
        }
        out.writeObjectPropertyStart("output_config");
        if (effort != null) {
            out.writeStringProperty("effort", effort);
        }
        if (schema != null) {
            out.writeObjectPropertyStart("format");
            out.writeStringProperty("type", "json_schema");
            raw("schema", schema);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    /** Writes the wish to think, and returns the effort where the model takes one instead of a budget. */
    private @Nullable String thinking(Said<Thinking> said) {
        Thinking thinking = said.value();
        if (!thinking.enabled()) {
            return null;
        }
        String effort = thinking.effort() == null || !EFFORTS.contains(thinking.effort()) ? "low" : thinking.effort();
        if (!AnthropicWords.thinksByBudget(model)) {
            out.writeObjectPropertyStart("thinking");
            out.writeStringProperty("type", "adaptive");
            out.writeEndObject();
            return effort;
        }
        long budget = Math.min(budget(thinking, effort), maxTokens - 1);
        if (budget < LEAST_BUDGET) {
            losses.cannot(
                    said.field(), "needs an output limit above " + LEAST_BUDGET + " tokens to let this model think");
        } else {
            out.writeObjectPropertyStart("thinking");
            out.writeStringProperty("type", "enabled");
            out.writeNumberProperty("budget_tokens", budget);
            out.writeEndObject();
        }
        return null;
    }

    private static long budget(Thinking thinking, String effort) {
        if (thinking.budget() != null) {
            return thinking.budget();
        }
        return switch (effort) {
            case "low" -> LEAST_BUDGET;
            case "medium" -> 4_096;
            default -> 16_384;
        };
    }
}
