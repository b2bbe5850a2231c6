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
     * @param logprobs how likely the tokens were, see {@link Delta}; never stored
     */
    public record Choice(
            String text,
            String reasoning,
            String refusal,
            List<ToolCall> toolCalls,
            @Nullable String finishReason,
            @Nullable String signature,
            @Nullable String logprobs) {
        public Choice {
            toolCalls = List.copyOf(toolCalls);
        }

        /** One without likelihoods. */
        public Choice(
                String text,
                String reasoning,
                String refusal,
                List<ToolCall> toolCalls,
                @Nullable String finishReason,
                @Nullable String signature) {
            this(text, reasoning, refusal, toolCalls, finishReason, signature, null);
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

    /**
     * A tool call, put together from its pieces.
     *
     * @param arguments the model's text, JSON if it kept the rule
     * @param signature the vendor's seal on what was thought before the call; never stored
     */
    public record ToolCall(
            String id, String name, String arguments, @Nullable String signature) {
        public ToolCall(String id, String name, String arguments) {
            this(id, name, arguments, null);
        }
    }
}
