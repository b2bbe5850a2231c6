package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Conversation.Format;
import dev.weir.spi.Conversation.Kind;
import dev.weir.spi.Conversation.Part;
import dev.weir.spi.Conversation.Said;
import dev.weir.spi.Conversation.Sampling;
import dev.weir.spi.Conversation.Source;
import dev.weir.spi.Conversation.Thinking;
import dev.weir.spi.Conversation.Tool;
import dev.weir.spi.Conversation.ToolChoice;
import dev.weir.spi.Conversation.Turn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A neutral conversation in OpenAI's chat dialect. */
final class OpenAiConversationWriter {
    private static final int MOST_STOPS = 4;
    /** Up to here a budget of thoughts is a low effort, and a medium one. */
    private static final long LOW = 2_048;

    private static final long MEDIUM = 8_192;

    private final Conversation conversation;
    private final String model;
    private final String limitField;
    private final Losses losses;
    private final JsonGenerator out;

    private OpenAiConversationWriter(
            Conversation conversation, String model, String limitField, Losses losses, JsonGenerator out) {
        this.conversation = conversation;
        this.model = model;
        this.limitField = limitField;
        this.losses = losses;
        this.out = out;
    }

    /**
     * @param limitField what the server calls the output's bound
     */
    static Rendered write(Conversation conversation, String model, String limitField, boolean lenient) {
        Losses losses = new Losses("OpenAI's chat dialect", lenient);
        byte[] json =
                Json.write(out -> new OpenAiConversationWriter(conversation, model, limitField, losses, out).write());
        return new Rendered.Said(json, losses.fields());
    }

    private void write() {
        losses.others(conversation.others());
        out.writeStartObject();
        out.writeStringProperty("model", model);
        messages();
        tools();
        sampling(conversation.sampling());
        format(conversation.format());
        thinking(conversation.thinking());
        if (conversation.choices() != null) {
            out.writeNumberProperty("n", conversation.choices().value());
        }
        if (conversation.endUser() != null) {
            out.writeStringProperty("user", conversation.endUser().value());
        }
        if (conversation.stream()) {
            out.writeBooleanProperty("stream", true);
            out.writeObjectPropertyStart("stream_options");
            out.writeBooleanProperty("include_usage", true);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void messages() {
        out.writeArrayPropertyStart("messages");
        if (!conversation.instructions().isEmpty()) {
            system(conversation.instructions().stream().map(Part.Text::text).collect(Collectors.joining("\n\n")));
        }
        List<Turn> turns = conversation.turns();
        for (int i = 0; i < turns.size(); i++) {
            turn(turns.get(i), i == turns.size() - 1);
        }
        out.writeEndArray();
    }

    private void turn(Turn turn, boolean last) {
        switch (turn.speaker()) {
            case SYSTEM -> system(texts(turn.parts()));
            case USER -> user(turn);
            case ASSISTANT -> {
                if (last) {
                    losses.cannot(turn.field(), "does not go on with an answer that was begun");
                } else {
                    assistant(turn);
                }
            }
        }
    }

    private void system(String text) {
        message("system");
        out.writeStringProperty("content", text);
        out.writeEndObject();
    }

    private void message(String role) {
        out.writeStartObject();
        out.writeStringProperty("role", role);
    }

    /** Each tool's result is a message of its own, before what the user says. */
    private void user(Turn turn) {
        List<Part> rest = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result);
            } else {
                rest.add(part);
            }
        }
        if (!rest.isEmpty()) {
            message("user");
            content(rest);
            out.writeEndObject();
        }
    }

    private void result(Part.ToolResult result) {
        if (result.failed()) {
            losses.hint(result.field() + ".is_error");
        }
        for (Part part : result.parts()) {
            if (!(part instanceof Part.Text)) {
                losses.cannot(fieldOf(part, result.field()), "takes only text as a tool's result");
            }
        }
        message("tool");
        out.writeStringProperty("tool_call_id", result.callId());
        out.writeStringProperty("content", texts(result.parts()));
        out.writeEndObject();
    }

    private static String fieldOf(Part part, String otherwise) {
        return switch (part) {
            case Part.Media media -> media.field();
            case Part.Unknown unknown -> unknown.field();
            case Part.Thought thought -> thought.field();
            case Part.Text _, Part.ToolCall _, Part.ToolResult _ -> otherwise;
        };
    }

    private void assistant(Turn turn) {
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Part part : turn.parts()) {
            switch (part) {
                case Part.ToolCall call -> calls.add(call);
                case Part.Thought thought -> losses.hint(thought.field());
                case Part.Media media -> losses.cannot(media.field(), "takes only text from the assistant");
                case Part.Unknown unknown -> losses.cannot(unknown.field(), "has nothing like it");
                case Part.Text _, Part.ToolResult _ -> {
                    // written below, or not the assistant's
                }
            }
        }
        message("assistant");
        String text = texts(turn.parts());
        if (text.isEmpty() && !calls.isEmpty()) {
            out.writeNullProperty("content");
        } else {
            out.writeStringProperty("content", text);
        }
        toolCalls(calls);
        out.writeEndObject();
    }

    private void toolCalls(List<Part.ToolCall> calls) {
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
            out.writeStringProperty("arguments", call.arguments());
            out.writeEndObject().writeEndObject();
        }
        out.writeEndArray();
    }

    private static String texts(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Part.Text text ? text.text() : "")
                .collect(Collectors.joining());
    }

    private void content(List<Part> parts) {
        if (parts.stream().allMatch(Part.Text.class::isInstance)) {
            out.writeStringProperty("content", texts(parts));
            return;
        }
        out.writeArrayPropertyStart("content");
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> {
                    part("text");
                    out.writeStringProperty("text", text.text());
                    out.writeEndObject();
                }
                case Part.Media media -> media(media);
                case Part.Unknown unknown -> losses.cannot(unknown.field(), "has nothing like it");
                case Part.Thought thought -> losses.hint(thought.field());
                case Part.ToolCall _, Part.ToolResult _ -> {
                    // never a user's, or written before
                }
            }
        }
        out.writeEndArray();
    }

    private void part(String type) {
        out.writeStartObject();
        out.writeStringProperty("type", type);
    }

    private void media(Part.Media media) {
        if (media.source() instanceof Source.Uploaded) {
            losses.cannot(media.field(), "does not find what was uploaded elsewhere");
            return;
        }
        switch (media.kind()) {
            case IMAGE -> {
                part("image_url");
                out.writeObjectPropertyStart("image_url");
                out.writeStringProperty("url", url(media.source()));
                out.writeEndObject().writeEndObject();
            }
            case AUDIO, DOCUMENT -> file(media);
        }
    }

    private static String url(Source source) {
        return switch (source) {
            case Source.Inline inline -> "data:" + inline.mediaType() + ";base64," + inline.base64();
            case Source.At at -> at.url();
            case Source.Uploaded uploaded -> uploaded.id();
        };
    }

    private void file(Part.Media media) {
        if (!(media.source() instanceof Source.Inline inline)) {
            losses.cannot(media.field(), "takes documents only inline");
            return;
        }
        if (media.kind() == Kind.AUDIO) {
            part("input_audio");
            out.writeObjectPropertyStart("input_audio");
            out.writeStringProperty("data", inline.base64());
            out.writeStringProperty(
                    "format", inline.mediaType().substring(inline.mediaType().indexOf('/') + 1));
        } else {
            part("file");
            out.writeObjectPropertyStart("file");
            out.writeStringProperty("filename", media.name() == null ? "document" : media.name());
            out.writeStringProperty("file_data", url(inline));
        }
        out.writeEndObject().writeEndObject();
    }

    private void tools() {
        List<Tool> tools = conversation.tooling().tools();
        if (!tools.isEmpty()) {
            out.writeArrayPropertyStart("tools");
            tools.forEach(this::tool);
            out.writeEndArray();
        }
        Said<ToolChoice> choice = conversation.tooling().choice();
        if (choice != null) {
            choice(choice.value());
        }
        Said<Boolean> parallel = conversation.tooling().parallel();
        if (parallel != null && !tools.isEmpty()) {
            out.writeBooleanProperty("parallel_tool_calls", parallel.value());
        }
    }

    private void tool(Tool tool) {
        part("function");
        out.writeObjectPropertyStart("function");
        out.writeStringProperty("name", tool.name());
        if (tool.description() != null) {
            out.writeStringProperty("description", tool.description());
        }
        if (tool.schema() != null) {
            raw("parameters", tool.schema());
        }
        if (tool.strict() != null) {
            out.writeBooleanProperty("strict", tool.strict());
        }
        out.writeEndObject().writeEndObject();
    }

    private void raw(String name, String json) {
        out.writeName(name);
        out.writeRawValue(json);
    }

    private void choice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto _ -> out.writeStringProperty("tool_choice", "auto");
            case ToolChoice.None _ -> out.writeStringProperty("tool_choice", "none");
            case ToolChoice.Any _ -> out.writeStringProperty("tool_choice", "required");
            case ToolChoice.One(String name) -> {
                out.writeObjectPropertyStart("tool_choice");
                out.writeStringProperty("type", "function");
                out.writeObjectPropertyStart("function");
                out.writeStringProperty("name", name);
                out.writeEndObject().writeEndObject();
            }
        }
    }

    private void sampling(Sampling sampling) {
        whole(limitField, sampling.maxOutputTokens());
        number("temperature", sampling.temperature());
        number("top_p", sampling.topP());
        whole("seed", sampling.seed());
        number("frequency_penalty", sampling.frequencyPenalty());
        number("presence_penalty", sampling.presencePenalty());
        if (sampling.logprobs() != null) {
            out.writeBooleanProperty("logprobs", true);
            whole("top_logprobs", sampling.logprobs());
        }
        if (sampling.topK() != null) {
            losses.cannot(sampling.topK().field(), "has no top_k");
        }
        Said<List<String>> stop = sampling.stop();
        if (stop == null || stop.value().isEmpty()) {
            return;
        }
        if (stop.value().size() > MOST_STOPS) {
            losses.cannot(stop.field(), "takes at most " + MOST_STOPS + " stop sequences");
            return;
        }
        out.writeArrayPropertyStart("stop");
        stop.value().forEach(out::writeString);
        out.writeEndArray();
    }

    private void whole(String name, @Nullable Said<Long> value) {
        if (value != null) {
            out.writeNumberProperty(name, value.value());
        }
    }

    private void number(String name, @Nullable Said<BigDecimal> value) {
        if (value != null) {
            out.writeNumberProperty(name, value.value());
        }
    }

    private void format(@Nullable Said<Format> said) {
        if (said == null) {
            return;
        }
        Format format = said.value();
        out.writeObjectPropertyStart("response_format");
        if (format.schema() == null) {
            out.writeStringProperty("type", "json_object");
        } else {
            out.writeStringProperty("type", "json_schema");
            out.writeObjectPropertyStart("json_schema");
            out.writeStringProperty("name", format.name() == null ? "answer" : format.name());
            raw("schema", format.schema());
            out.writeBooleanProperty("strict", format.strict() == null || format.strict());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    /** Thinking that is switched off, or left to the model, is what OpenAI's models do unasked. */
    private void thinking(@Nullable Said<Thinking> said) {
        if (said == null || !said.value().enabled()) {
            return;
        }
        String effort = said.value().effort();
        Long budget = said.value().budget();
        if (effort == null && budget != null) {
            effort = budget <= LOW ? "low" : budget <= MEDIUM ? "medium" : "high";
        }
        if (effort != null) {
            out.writeStringProperty("reasoning_effort", effort.equals("max") ? "high" : effort);
        }
    }
}
