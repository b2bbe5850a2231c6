package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Conversation.Said;
import dev.weir.spi.Conversation.Thinking;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code additionalModelRequestFields}: what Converse has no words for, in each family's own. */
final class ConverseExtras {
    /** The least that Anthropic lets a model think. */
    private static final long LEAST_BUDGET = 1_024;

    private final ConverseModel model;
    private final Losses losses;
    private final JsonGenerator out;
    private boolean open;

    ConverseExtras(ConverseModel model, Losses losses, JsonGenerator out) {
        this.model = model;
        this.losses = losses;
        this.out = out;
    }

    void write(Conversation conversation, List<String> betas) {
        Said<Long> limit = conversation.sampling().maxOutputTokens();
        topK(conversation.sampling().topK());
        if (conversation.thinking() != null) {
            thinking(conversation.thinking(), limit == null ? null : limit.value());
        }
        if (model.family() == ConverseModel.Family.CLAUDE && !betas.isEmpty()) {
            open();
            out.writeArrayPropertyStart("anthropic_beta");
            betas.forEach(out::writeString);
            out.writeEndArray();
        }
        if (open) {
            out.writeEndObject();
        }
    }

    private void open() {
        if (!open) {
            open = true;
            out.writeObjectPropertyStart("additionalModelRequestFields");
        }
    }

    private void topK(@Nullable Said<Long> topK) {
        if (topK == null) {
            return;
        }
        switch (model.family()) {
            case CLAUDE -> {
                open();
                out.writeNumberProperty("top_k", topK.value().longValue());
            }
            case NOVA -> {
                open();
                out.writeObjectPropertyStart("inferenceConfig");
                out.writeNumberProperty("topK", topK.value().longValue());
                out.writeEndObject();
            }
            case GPT_OSS, OTHER -> losses.cannot(topK.field(), "has nothing like it for this model");
        }
    }

    private void thinking(Said<Thinking> said, @Nullable Long limit) {
        Thinking thinking = said.value();
        switch (model.family()) {
            case CLAUDE -> claude(said, limit);
            case NOVA -> {
                open();
                out.writeObjectPropertyStart("reasoningConfig");
                out.writeStringProperty("type", thinking.enabled() ? "enabled" : "disabled");
                if (thinking.enabled()) {
                    out.writeStringProperty("maxReasoningEffort", effort(thinking));
                }
                out.writeEndObject();
            }
            case GPT_OSS -> {
                if (thinking.enabled()) {
                    open();
                    out.writeStringProperty("reasoning_effort", effort(thinking));
                }
            }
            case OTHER -> {
                if (thinking.enabled()) {
                    losses.cannot(said.field(), "cannot make this model think more or less");
                }
            }
        }
    }

    private void claude(Said<Thinking> said, @Nullable Long limit) {
        Thinking thinking = said.value();
        if (!thinking.enabled()) {
            return;
        }
        if (!AnthropicWords.thinksByBudget(model.name())) {
            open();
            out.writeObjectPropertyStart("thinking");
            out.writeStringProperty("type", "adaptive");
            out.writeEndObject();
            out.writeObjectPropertyStart("output_config");
            out.writeStringProperty("effort", effort(thinking));
            out.writeEndObject();
            return;
        }
        long wanted = budget(thinking);
        long budget = limit == null ? wanted : Math.min(wanted, limit - 1);
        if (budget < LEAST_BUDGET) {
            losses.cannot(
                    said.field(), "needs an output limit above " + LEAST_BUDGET + " tokens to let this model think");
            return;
        }
        open();
        out.writeObjectPropertyStart("thinking");
        out.writeStringProperty("type", "enabled");
        out.writeNumberProperty("budget_tokens", budget);
        out.writeEndObject();
    }

    private static String effort(Thinking thinking) {
        return switch (thinking.effort()) {
            case "medium" -> "medium";
            case "high", "xhigh", "max" -> "high";
            case null -> thinking.budget() == null ? "medium" : byBudget(thinking.budget());
            default -> "low";
        };
    }

    private static String byBudget(long budget) {
        return budget <= 2 * LEAST_BUDGET ? "low" : budget <= 8_192 ? "medium" : "high";
    }

    private static long budget(Thinking thinking) {
        if (thinking.budget() != null) {
            return thinking.budget();
        }
        return switch (thinking.effort()) {
            case "medium" -> 4_096;
            case "high", "xhigh", "max" -> 16_384;
            case null, default -> LEAST_BUDGET;
        };
    }
}
