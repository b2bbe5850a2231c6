package dev.weir.spi;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts an answer together from its deltas. Not thread-safe; its {@link Recording} guards it. */
final class AnswerCollector {
    private final TreeMap<Integer, ChoiceBuilder> choices = new TreeMap<>();

    void add(Delta delta) {
        choices.computeIfAbsent(delta.choice(), index -> new ChoiceBuilder()).add(delta);
    }

    void clear() {
        choices.clear();
    }

    boolean isEmpty() {
        return choices.isEmpty();
    }

    AnswerContent content() {
        return new AnswerContent(
                choices.values().stream().map(ChoiceBuilder::build).toList());
    }

    @Nullable
    String finishReason() {
        return choices.isEmpty() ? null : choices.firstEntry().getValue().finishReason;
    }

    private static final class ChoiceBuilder {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private @Nullable TreeMap<Integer, ToolCallBuilder> toolCalls;
        private @Nullable String finishReason;
        private @Nullable String signature;
        private @Nullable String logprobs;

        void add(Delta delta) {
            text.append(delta.text());
            reasoning.append(delta.reasoning());
            refusal.append(delta.refusal());
            signature = delta.signature() == null || delta.toolCall() != null ? signature : delta.signature();
            logprobs = delta.logprobs() == null ? logprobs : delta.logprobs();
            if (delta.finishReason() != null) {
                finishReason = delta.finishReason();
            }
            if (delta.toolCall() != null) {
                addToolCall(delta.toolCall(), delta.signature());
            }
        }

        private void addToolCall(Delta.ToolCall piece, @Nullable String seal) {
            if (toolCalls == null) {
                toolCalls = new TreeMap<>();
            }
            toolCalls
                    .computeIfAbsent(piece.index(), index -> new ToolCallBuilder())
                    .add(piece, seal);
        }

        AnswerContent.Choice build() {
            List<AnswerContent.ToolCall> calls = toolCalls == null
                    ? List.of()
                    : toolCalls.values().stream().map(ToolCallBuilder::build).toList();
            return new AnswerContent.Choice(
                    text.toString(), reasoning.toString(), refusal.toString(), calls, finishReason, signature, logprobs);
        }
    }

    private static final class ToolCallBuilder {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
        private @Nullable String signature;

        void add(Delta.ToolCall piece, @Nullable String seal) {
            signature = seal == null ? signature : seal;
            id = piece.id() == null ? id : piece.id();
            name = piece.name() == null ? name : piece.name();
            arguments.append(piece.arguments());
        }

        AnswerContent.ToolCall build() {
            return new AnswerContent.ToolCall(id, name, arguments.toString(), signature);
        }
    }
}
