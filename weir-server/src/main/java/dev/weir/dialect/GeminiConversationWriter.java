package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Conversation.Format;
import dev.weir.spi.Conversation.Part;
import dev.weir.spi.Conversation.Said;
import dev.weir.spi.Conversation.Sampling;
import dev.weir.spi.Conversation.Thinking;
import dev.weir.spi.Conversation.Tool;
import dev.weir.spi.Conversation.ToolChoice;
import dev.weir.spi.Conversation.Tooling;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A neutral conversation in the words of Google's {@code generateContent}. */
final class GeminiConversationWriter {
    private static final long MOST_CHOICES = 8;
    private static final long MOST_LOGPROBS = 20;

    private final Conversation conversation;
    private final String model;
    private final Losses losses;
    private final JsonGenerator out;
    private final GeminiTurns turns;

    private GeminiConversationWriter(
            Conversation conversation, String model, Gemini.Service service, Losses losses, JsonGenerator out) {
        this.conversation = conversation;
        this.model = model;
        this.losses = losses;
        this.out = out;
        this.turns = new GeminiTurns(conversation, model, service, losses, out);
    }

    static Rendered write(Conversation conversation, String model, Gemini.Service service, boolean lenient) {
        Losses losses = new Losses("Gemini's dialect", lenient);
        byte[] json =
                Json.write(out -> new GeminiConversationWriter(conversation, model, service, losses, out).write());
        return new Rendered.Said(json, losses.fields());
    }

    private void write() {
        losses.others(conversation.others());
        if (conversation.endUser() != null) {
            losses.hint(conversation.endUser().field());
        }
        out.writeStartObject();
        turns.write();
        system();
        tools(conversation.tooling());
        out.writeObjectPropertyStart("generationConfig");
        sampling(conversation.sampling());
        choices(conversation.choices());
        format(conversation.format());
        thinking(conversation.thinking());
        out.writeEndObject();
        out.writeEndObject();
    }

    private void system() {
        List<Part.Text> texts = conversation.instructions().stream()
                .filter(text -> !text.text().isEmpty())
                .toList();
        if (texts.isEmpty()) {
            return;
        }
        out.writeObjectPropertyStart("systemInstruction");
        out.writeArrayPropertyStart("parts");
        for (Part.Text text : texts) {
            out.writeStartObject();
            out.writeStringProperty("text", text.text());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void tools(Tooling tooling) {
        if (tooling.parallel() != null && !tooling.parallel().value() && !tooling.tools().isEmpty()) {
            losses.cannot(tooling.parallel().field(), "cannot be held to one call at a time");
        }
        if (tooling.tools().isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tools").writeStartObject();
        out.writeArrayPropertyStart("functionDeclarations");
        tooling.tools().forEach(this::tool);
        out.writeEndArray();
        out.writeEndObject().writeEndArray();
        choice(tooling);
    }

    private void tool(Tool tool) {
        out.writeStartObject();
        out.writeStringProperty("name", tool.name());
        if (tool.description() != null) {
            out.writeStringProperty("description", tool.description());
        }
        if (tool.schema() != null) {
            raw("parametersJsonSchema", tool.schema());
        }
        out.writeEndObject();
    }

    /** Where a tool is strict, its calls are held to their schemas. */
    private void choice(Tooling tooling) {
        boolean strict = tooling.tools().stream().anyMatch(tool -> Boolean.TRUE.equals(tool.strict()));
        ToolChoice choice = tooling.choice() == null
                ? new ToolChoice.Auto()
                : tooling.choice().value();
        if (tooling.choice() == null && !strict) {
            return;
        }
        out.writeObjectPropertyStart("toolConfig").writeName("functionCallingConfig");
        out.writeStartObject();
        out.writeStringProperty("mode", switch (choice) {
            case ToolChoice.Auto _ -> strict ? "VALIDATED" : "AUTO";
            case ToolChoice.None _ -> "NONE";
            case ToolChoice.Any _, ToolChoice.One _ -> "ANY";
        });
        if (choice instanceof ToolChoice.One(String name)) {
            out.writeArrayPropertyStart("allowedFunctionNames");
            out.writeString(name);
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void raw(String name, String json) {
        out.writeName(name);
        out.writeRawValue(json);
    }

    private void sampling(Sampling sampling) {
        whole("maxOutputTokens", sampling.maxOutputTokens());
        number("temperature", sampling.temperature());
        number("topP", sampling.topP());
        whole("topK", sampling.topK());
        Said<List<String>> stop = sampling.stop();
        if (stop != null && !stop.value().isEmpty()) {
            out.writeArrayPropertyStart("stopSequences");
            stop.value().forEach(out::writeString);
            out.writeEndArray();
        }
        seed(sampling.seed());
        number("frequencyPenalty", sampling.frequencyPenalty());
        number("presencePenalty", sampling.presencePenalty());
        logprobs(sampling.logprobs());
    }

    private void whole(String name, @Nullable Said<Long> said) {
        if (said != null) {
            out.writeNumberProperty(name, said.value());
        }
    }

    private void number(String name, @Nullable Said<BigDecimal> said) {
        if (said != null) {
            out.writeNumberProperty(name, said.value());
        }
    }

    private void seed(@Nullable Said<Long> seed) {
        if (seed != null && seed.value() != seed.value().intValue()) {
            losses.cannot(seed.field(), "takes a seed of 32 bits");
        } else {
            whole("seed", seed);
        }
    }

    private void logprobs(@Nullable Said<Long> logprobs) {
        if (logprobs == null) {
            return;
        }
        if (logprobs.value() > MOST_LOGPROBS) {
            losses.cannot(logprobs.field(), "gives at most " + MOST_LOGPROBS + " others for a token");
            return;
        }
        out.writeBooleanProperty("responseLogprobs", true);
        if (logprobs.value() > 0) {
            out.writeNumberProperty("logprobs", logprobs.value());
        }
    }

    private void choices(@Nullable Said<Long> choices) {
        if (choices == null || choices.value() == 1) {
            return;
        }
        if (choices.value() < 1 || choices.value() > MOST_CHOICES) {
            losses.cannot(choices.field(), "gives 1 to " + MOST_CHOICES + " answers");
        } else {
            out.writeNumberProperty("candidateCount", choices.value());
        }
    }

    private void format(@Nullable Said<Format> format) {
        if (format == null) {
            return;
        }
        out.writeStringProperty("responseMimeType", "application/json");
        if (format.value().schema() != null) {
            raw("responseJsonSchema", format.value().schema());
        }
    }

    /** Thoughts are asked for with it: they are the reasoning that callers get. */
    private void thinking(@Nullable Said<Thinking> said) {
        if (said == null) {
            return;
        }
        Thinking thinking = said.value();
        if (GeminiWords.cannotThink(model)) {
            if (thinking.enabled()) {
                losses.cannot(said.field(), "has no thinking in this model");
            }
            return;
        }
        out.writeObjectPropertyStart("thinkingConfig");
        if (thinking.enabled()) {
            out.writeBooleanProperty("includeThoughts", true);
        }
        if (thinking.budget() != null && thinking.enabled()) {
            out.writeNumberProperty("thinkingBudget", thinking.budget());
        } else if (GeminiWords.thinksByLevel(model)) {
            level(thinking);
        } else {
            budget(thinking);
        }
        out.writeEndObject();
    }

    /** These models cannot be kept from thinking; the least is the nearest to it. */
    private void level(Thinking thinking) {
        boolean pro = model.contains("pro");
        String effort = thinking.enabled() ? thinking.effort() : "minimal";
        if (effort != null) {
            out.writeStringProperty("thinkingLevel", switch (effort) {
                case "none", "minimal" -> pro ? "low" : "minimal";
                case "low", "medium" -> effort;
                default -> "high";
            });
        }
    }

    /** As Google's own translation of OpenAI's words has it. */
    private void budget(Thinking thinking) {
        String effort = thinking.enabled() ? thinking.effort() : "none";
        if (effort != null) {
            out.writeNumberProperty("thinkingBudget", switch (effort) {
                case "none" -> model.contains("pro") ? 128 : 0;
                case "minimal", "low" -> 1_024;
                case "medium" -> 8_192;
                default -> 24_576;
            });
        }
    }
}
