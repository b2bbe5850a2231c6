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
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A neutral conversation in the words of Cohere's chat, version 2. */
final class CohereWriter {
    private final Conversation conversation;
    private final String model;
    private final Losses losses;
    private final JsonGenerator out;

    private CohereWriter(Conversation conversation, String model, Losses losses, JsonGenerator out) {
        this.conversation = conversation;
        this.model = model;
        this.losses = losses;
        this.out = out;
    }

    static Rendered write(Conversation conversation, String model, boolean lenient) {
        Losses losses = new Losses("Cohere's dialect", lenient);
        byte[] json = Json.write(out -> new CohereWriter(conversation, model, losses, out).write());
        return new Rendered.Said(json, losses.fields());
    }

    private void write() {
        losses.others(conversation.others());
        Said<Long> choices = conversation.choices();
        if (choices != null && choices.value() != 1) {
            losses.cannot(choices.field(), "gives one answer");
        }
        if (conversation.endUser() != null) {
            losses.hint(conversation.endUser().field());
        }
        out.writeStartObject();
        out.writeStringProperty("model", model);
        out.writeBooleanProperty("stream", conversation.stream());
        messages();
        tools(conversation.tooling());
        sampling(conversation.sampling());
        if (conversation.format() != null) {
            format(conversation.format().value());
        }
        if (conversation.thinking() != null) {
            thinking(conversation.thinking().value());
        }
        out.writeEndObject();
    }

    private void messages() {
        out.writeArrayPropertyStart("messages");
        for (Part.Text text : conversation.instructions()) {
            message("system");
            out.writeStringProperty("content", text.text());
            out.writeEndObject();
        }
        conversation.turns().forEach(this::turn);
        out.writeEndArray();
    }

    private void message(String role) {
        out.writeStartObject();
        out.writeStringProperty("role", role);
    }

    /** What tools gave back are messages of their own, and come before what the user says with them. */
    private void turn(Turn turn) {
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                toolResult(result);
            }
        }
        List<Part> rest = turn.parts().stream()
                .filter(part -> !(part instanceof Part.ToolResult))
                .toList();
        if (rest.isEmpty()) {
            return;
        }
        message(role(turn.speaker()));
        content(rest);
        toolCalls(rest);
        out.writeEndObject();
    }

    private static String role(Speaker speaker) {
        return switch (speaker) {
            case SYSTEM -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
        };
    }

    private void toolResult(Part.ToolResult result) {
        message("tool");
        out.writeStringProperty("tool_call_id", result.callId());
        StringBuilder text = new StringBuilder();
        for (Part part : result.parts()) {
            if (part instanceof Part.Text said) {
                text.append(said.text());
            } else {
                losses.cannot(result.field(), "takes only text from tools");
            }
        }
        out.writeStringProperty("content", text.toString());
        out.writeEndObject();
    }

    private void content(List<Part> parts) {
        List<Part> said =
                parts.stream().filter(part -> !(part instanceof Part.ToolCall)).toList();
        if (said.isEmpty()) {
            return;
        }
        if (said.size() == 1 && said.getFirst() instanceof Part.Text only) {
            out.writeStringProperty("content", only.text());
            return;
        }
        out.writeArrayPropertyStart("content");
        said.forEach(this::block);
        out.writeEndArray();
    }

    private void block(Part part) {
        switch (part) {
            case Part.Text text -> block("text", text.text());
            case Part.Thought thought -> {
                if (thought.sealed() == null && !thought.text().isEmpty()) {
                    block("thinking", thought.text());
                } else {
                    losses.hint(thought.field());
                }
            }
            case Part.Media media -> media(media);
            case Part.Unknown unknown -> losses.cannot(unknown.field(), "has nothing like it");
            case Part.ToolCall _, Part.ToolResult _ -> throw new IllegalStateException("written apart");
        }
    }

    private void block(String type, String text) {
        out.writeStartObject();
        out.writeStringProperty("type", type);
        out.writeStringProperty(type, text);
        out.writeEndObject();
    }

    private void media(Part.Media media) {
        String url = media.kind() == Kind.IMAGE ? url(media.source()) : null;
        if (url == null) {
            losses.cannot(media.field(), "takes images by address or in base64, and no other media");
            return;
        }
        out.writeStartObject();
        out.writeStringProperty("type", "image_url");
        out.writeObjectPropertyStart("image_url");
        out.writeStringProperty("url", url);
        out.writeEndObject().writeEndObject();
    }

    private static @Nullable String url(Source source) {
        return switch (source) {
            case Source.Inline inline -> "data:" + inline.mediaType() + ";base64," + inline.base64();
            case Source.At at -> at.url();
            case Source.Uploaded _ -> null;
        };
    }

    private void toolCalls(List<Part> parts) {
        List<Part.ToolCall> calls = parts.stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
        if (calls.isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tool_calls");
        for (Part.ToolCall call : calls) {
            out.writeStartObject();
            out.writeStringProperty("id", call.id());
            out.writeStringProperty("type", "function");
            out.writeObjectPropertyStart("function");
            out.writeStringProperty("name", call.name());
            out.writeStringProperty("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
            out.writeEndObject().writeEndObject();
        }
        out.writeEndArray();
    }

    private void tools(Tooling tooling) {
        if (tooling.tools().isEmpty()) {
            return;
        }
        if (tooling.parallel() != null && !tooling.parallel().value()) {
            losses.cannot(tooling.parallel().field(), "lets the model call several tools at once");
        }
        Said<ToolChoice> choice = tooling.choice();
        List<Tool> offered = tooling.tools();
        if (choice != null && choice.value() instanceof ToolChoice.One(String wanted)) {
            // Cohere cannot name a tool, but one that is alone and required is named.
            offered =
                    offered.stream().filter(tool -> tool.name().equals(wanted)).toList();
        }
        out.writeArrayPropertyStart("tools");
        offered.forEach(this::tool);
        out.writeEndArray();
        if (offered.stream().anyMatch(tool -> tool.strict() != null && tool.strict())) {
            out.writeBooleanProperty("strict_tools", true);
        }
        if (choice != null) {
            choice(choice.value());
        }
    }

    private void tool(Tool tool) {
        out.writeStartObject();
        out.writeStringProperty("type", "function");
        out.writeObjectPropertyStart("function");
        out.writeStringProperty("name", tool.name());
        if (tool.description() != null) {
            out.writeStringProperty("description", tool.description());
        }
        out.writeName("parameters");
        out.writeRawValue(tool.schema() == null ? "{\"type\":\"object\",\"properties\":{}}" : tool.schema());
        out.writeEndObject().writeEndObject();
    }

    private void choice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto _ -> {
                // as the model likes, which is what it does unasked
            }
            case ToolChoice.None _ -> out.writeStringProperty("tool_choice", "NONE");
            case ToolChoice.Any _, ToolChoice.One _ -> out.writeStringProperty("tool_choice", "REQUIRED");
        }
    }

    private void sampling(Sampling sampling) {
        if (sampling.maxOutputTokens() != null) {
            out.writeNumberProperty(
                    "max_tokens", sampling.maxOutputTokens().value().longValue());
        }
        if (sampling.temperature() != null) {
            out.writeNumberProperty("temperature", sampling.temperature().value());
        }
        if (sampling.topP() != null) {
            out.writeNumberProperty("p", sampling.topP().value());
        }
        if (sampling.topK() != null) {
            out.writeNumberProperty("k", sampling.topK().value().longValue());
        }
        if (sampling.seed() != null) {
            out.writeNumberProperty("seed", sampling.seed().value().longValue());
        }
        if (sampling.frequencyPenalty() != null) {
            out.writeNumberProperty(
                    "frequency_penalty", sampling.frequencyPenalty().value());
        }
        if (sampling.presencePenalty() != null) {
            out.writeNumberProperty(
                    "presence_penalty", sampling.presencePenalty().value());
        }
        if (sampling.stop() != null) {
            out.writeArrayPropertyStart("stop_sequences");
            sampling.stop().value().forEach(out::writeString);
            out.writeEndArray();
        }
    }

    private void format(Format format) {
        out.writeObjectPropertyStart("response_format");
        out.writeStringProperty("type", "json_object");
        if (format.schema() != null) {
            out.writeName("json_schema");
            out.writeRawValue(format.schema());
        }
        out.writeEndObject();
    }

    private void thinking(Thinking thinking) {
        out.writeObjectPropertyStart("thinking");
        out.writeStringProperty("type", thinking.enabled() ? "enabled" : "disabled");
        if (thinking.enabled() && thinking.budget() != null) {
            out.writeNumberProperty("token_budget", thinking.budget().longValue());
        }
        out.writeEndObject();
    }
}
