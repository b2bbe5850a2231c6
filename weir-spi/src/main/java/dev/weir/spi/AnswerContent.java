package dev.weir.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model said, one entry a choice; whether it came whole or in pieces makes no difference here. */
public record AnswerContent(List<Choice> choices) {
    public static final AnswerContent EMPTY = new AnswerContent(List.of());

    public AnswerContent {
        choices = List.copyOf(choices);
    }

    /** Put together from its pieces. */
    public static AnswerContent of(List<Delta> deltas) {
        AnswerCollector collector = new AnswerCollector();
        deltas.forEach(collector::add);
        return collector.content();
    }

    /** The first choice's text, empty if there is none. */
    public String text() {
        return choices.isEmpty() ? "" : choices.getFirst().text();
    }

    /**
     * One choice.
     *
     * @param signature the vendor's seal on the thinking text; never stored
     */
    public record Choice(
            String text,
            String reasoning,
            String refusal,
            List<ToolCall> toolCalls,
            @Nullable String finishReason,
            @Nullable String signature) {
        public Choice {
            toolCalls = List.copyOf(toolCalls);
        }

        /** One without a signature. */
        public Choice(
                String text,
                String reasoning,
                String refusal,
                List<ToolCall> toolCalls,
                @Nullable String finishReason) {
            this(text, reasoning, refusal, toolCalls, finishReason, null);
        }
    }

    /** A tool call, put together from its pieces. {@code arguments} is the model's text, JSON if it kept the rule. */
    public record ToolCall(String id, String name, String arguments) {}
}
