package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Conversation.Format;
import dev.weir.spi.Conversation.Part;
import dev.weir.spi.Conversation.Said;
import dev.weir.spi.Conversation.Sampling;
import dev.weir.spi.Conversation.Speaker;
import dev.weir.spi.Conversation.Tool;
import dev.weir.spi.Conversation.ToolChoice;
import dev.weir.spi.Conversation.Tooling;
import dev.weir.spi.Conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A neutral conversation in the words of Bedrock's Converse. What only some models take, such as thinking, goes into
 * {@code additionalModelRequestFields} in that model's own words.
 */
final class ConverseWriter {
    private final Conversation conversation;
    private final ConverseModel model;
    private final Losses losses;
    private final CacheMarks marks;
    private final JsonGenerator out;
    private final ConverseMedia media;

    private ConverseWriter(Conversation conversation, ConverseModel model, Losses losses, JsonGenerator out) {
        this.conversation = conversation;
        this.model = model;
        this.losses = losses;
        this.out = out;
        this.marks = CacheMarks.of(conversation);
        this.media = new ConverseMedia(out, losses);
    }

    static Rendered write(
            Conversation conversation,
            String model,
            @Nullable ConverseGuardrail guardrail,
            boolean lenient,
            List<String> betas) {
        Losses losses = new Losses("Bedrock's Converse", lenient);
        byte[] json = Json.write(
                out -> new ConverseWriter(conversation, ConverseModel.of(model), losses, out).whole(guardrail, betas));
        return new Rendered.Said(json, losses.fields());
    }

    /** As far as it is needed to count the conversation's tokens. */
    static Rendered writeForCount(Conversation conversation, String model) {
        Losses losses = new Losses("Bedrock's Converse", true);
        byte[] json = Json.write(out -> {
            out.writeStartObject();
            out.writeObjectPropertyStart("input");
            out.writeName("converse");
            out.writeStartObject();
            new ConverseWriter(conversation, ConverseModel.of(model), losses, out).prompt();
            out.writeEndObject().writeEndObject().writeEndObject();
        });
        return new Rendered.Said(json, losses.fields());
    }

    private void whole(@Nullable ConverseGuardrail guardrail, List<String> betas) {
        refuseWhatHasNoPlace();
        out.writeStartObject();
        prompt();
        sampling(conversation.sampling());
        if (conversation.format() != null) {
            format(conversation.format());
        }
        new ConverseExtras(model, losses, out).write(conversation, betas);
        if (guardrail != null) {
            guardrail.write(out, conversation.stream());
        }
        out.writeEndObject();
    }

    private void refuseWhatHasNoPlace() {
        List<Conversation.Other> others = conversation.others();
        losses.others(model.caches() ? CacheMarks.without(others) : others);
        Said<Long> choices = conversation.choices();
        if (choices != null && choices.value() != 1) {
            losses.cannot(choices.field(), "gives one answer");
        }
        if (conversation.endUser() != null) {
            losses.hint(conversation.endUser().field());
        }
    }

    private void prompt() {
        system();
        messages();
        tools(conversation.tooling());
    }

    private void system() {
        if (conversation.instructions().stream().allMatch(text -> text.text().isBlank())) {
            return;
        }
        out.writeArrayPropertyStart("system");
        conversation.instructions().forEach(this::text);
        cachePoint(marks.onInstructions());
        out.writeEndArray();
    }

    private void messages() {
        out.writeArrayPropertyStart("messages");
        Speaker speaking = null;
        for (Turn turn : conversation.turns()) {
            if (turn.speaker() == Speaker.SYSTEM) {
                losses.cannot(turn.field(), "takes instructions only before the first message");
                continue;
            }
            if (!says(turn)) {
                continue;
            }
            if (speaking != turn.speaker()) {
                endMessage(speaking);
                speaking = turn.speaker();
                out.writeStartObject();
                out.writeStringProperty("role", speaking == Speaker.USER ? "user" : "assistant");
                out.writeArrayPropertyStart("content");
            }
            for (int i = 0; i < turn.parts().size(); i++) {
                part(turn.parts().get(i));
                cachePoint(marks.onPart(turn, i));
            }
        }
        if (speaking != null) {
            cachePoint(marks.onAll());
        }
        endMessage(speaking);
        out.writeEndArray();
    }

    /** Blank texts are not allowed, and neither is a message of nothing else. */
    private static boolean says(Turn turn) {
        return turn.parts().stream()
                .anyMatch(
                        part -> !(part instanceof Part.Text text && text.text().isBlank())
                                && !(part instanceof Part.Thought thought && !isSealed(thought)));
    }

    private void endMessage(@Nullable Speaker speaking) {
        if (speaking != null) {
            out.writeEndArray().writeEndObject();
        }
    }

    private void cachePoint(CacheMarks.Mark mark) {
        if (mark != CacheMarks.Mark.NONE && model.caches()) {
            out.writeStartObject();
            out.writeObjectPropertyStart("cachePoint");
            out.writeStringProperty("type", "default");
            if (mark == CacheMarks.Mark.HOUR) {
                out.writeStringProperty("ttl", "1h");
            }
            out.writeEndObject().writeEndObject();
        }
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text text -> text(text);
            case Part.Media picture -> media.write(picture);
            case Part.ToolCall call -> toolCall(call);
            case Part.ToolResult result -> toolResult(result);
            case Part.Thought thought -> thought(thought);
            case Part.Unknown unknown -> losses.cannot(unknown.field(), "has nothing like it");
        }
    }

    private void text(Part.Text text) {
        if (!text.text().isBlank()) {
            out.writeStartObject();
            out.writeStringProperty("text", text.text());
            out.writeEndObject();
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
        out.writeStartObject();
        out.writeObjectPropertyStart("toolUse");
        out.writeStringProperty("toolUseId", call.id());
        out.writeStringProperty("name", call.name());
        raw("input", arguments);
        out.writeEndObject().writeEndObject();
    }

    private void toolResult(Part.ToolResult result) {
        out.writeStartObject();
        out.writeObjectPropertyStart("toolResult");
        out.writeStringProperty("toolUseId", result.callId());
        out.writeArrayPropertyStart("content");
        result.parts().forEach(this::part);
        out.writeEndArray();
        if (result.failed()) {
            out.writeStringProperty("status", "error");
        }
        out.writeEndObject().writeEndObject();
    }

    /** A model takes back only thoughts that its vendor sealed. */
    private void thought(Part.Thought thought) {
        if (!isSealed(thought)) {
            losses.hint(thought.field());
            return;
        }
        out.writeStartObject();
        out.writeObjectPropertyStart("reasoningContent");
        out.writeObjectPropertyStart("reasoningText");
        out.writeStringProperty("text", thought.text());
        out.writeStringProperty("signature", thought.signature());
        out.writeEndObject().writeEndObject().writeEndObject();
    }

    private static boolean isSealed(Part.Thought thought) {
        return thought.signature() != null
                && !thought.signature().isEmpty()
                && GeminiWords.opened(thought.signature()) == null;
    }

    private void tools(Tooling tooling) {
        boolean none = tooling.choice() != null && tooling.choice().value() instanceof ToolChoice.None;
        if (tooling.tools().isEmpty() || (none && !toolsWereUsed())) {
            return;
        }
        if (tooling.parallel() != null && !tooling.parallel().value()) {
            losses.cannot(tooling.parallel().field(), "lets the model call several tools at once");
        }
        out.writeObjectPropertyStart("toolConfig");
        out.writeArrayPropertyStart("tools");
        for (Tool tool : tooling.tools()) {
            tool(tool);
            cachePoint(model.cachesTools() ? marks.on(tool.field()) : CacheMarks.Mark.NONE);
        }
        out.writeEndArray();
        if (tooling.choice() != null) {
            choice(tooling.choice());
        }
        out.writeEndObject();
    }

    private boolean toolsWereUsed() {
        return conversation.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .anyMatch(part -> part instanceof Part.ToolCall || part instanceof Part.ToolResult);
    }

    private void tool(Tool tool) {
        out.writeStartObject();
        out.writeObjectPropertyStart("toolSpec");
        out.writeStringProperty("name", tool.name());
        if (tool.description() != null && !tool.description().isBlank()) {
            out.writeStringProperty("description", tool.description());
        }
        out.writeObjectPropertyStart("inputSchema");
        raw("json", tool.schema() == null ? "{\"type\":\"object\",\"properties\":{}}" : tool.schema());
        out.writeEndObject();
        if (tool.strict() != null && tool.strict()) {
            out.writeBooleanProperty("strict", true);
        }
        out.writeEndObject().writeEndObject();
    }

    private void choice(Said<ToolChoice> said) {
        switch (said.value()) {
            case ToolChoice.Auto _ -> emptyChoice("auto");
            case ToolChoice.Any _ -> emptyChoice("any");
            case ToolChoice.None _ -> losses.cannot(said.field(), "cannot forbid tools that were used before");
            case ToolChoice.One(String name) -> {
                out.writeObjectPropertyStart("toolChoice");
                out.writeObjectPropertyStart("tool");
                out.writeStringProperty("name", name);
                out.writeEndObject().writeEndObject();
            }
        }
    }

    private void emptyChoice(String kind) {
        out.writeObjectPropertyStart("toolChoice");
        out.writeObjectPropertyStart(kind).writeEndObject();
        out.writeEndObject();
    }

    private void raw(String name, String json) {
        out.writeName(name);
        out.writeRawValue(json);
    }

    private void sampling(Sampling sampling) {
        List<Said<?>> none = new ArrayList<>();
        add(none, sampling.seed());
        add(none, sampling.frequencyPenalty());
        add(none, sampling.presencePenalty());
        none.forEach(said -> losses.cannot(said.field(), "has nothing like it"));
        out.writeObjectPropertyStart("inferenceConfig");
        if (sampling.maxOutputTokens() != null) {
            out.writeNumberProperty(
                    "maxTokens", sampling.maxOutputTokens().value().longValue());
        }
        if (sampling.temperature() != null) {
            out.writeNumberProperty("temperature", sampling.temperature().value());
        }
        if (sampling.topP() != null) {
            out.writeNumberProperty("topP", sampling.topP().value());
        }
        if (sampling.stop() != null) {
            out.writeArrayPropertyStart("stopSequences");
            sampling.stop().value().forEach(out::writeString);
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void add(List<Said<?>> list, @Nullable Said<?> said) {
        if (said != null) {
            list.add(said);
        }
    }

    private void format(Said<Format> said) {
        Format format = said.value();
        if (format.schema() == null) {
            losses.cannot(said.field(), "needs a schema to answer in JSON");
            return;
        }
        out.writeObjectPropertyStart("outputConfig");
        out.writeObjectPropertyStart("textFormat");
        out.writeStringProperty("type", "json_schema");
        out.writeObjectPropertyStart("structure");
        out.writeObjectPropertyStart("jsonSchema");
        out.writeStringProperty("schema", format.schema());
        if (format.name() != null) {
            out.writeStringProperty("name", format.name());
        }
        out.writeEndObject().writeEndObject().writeEndObject().writeEndObject();
    }
}
