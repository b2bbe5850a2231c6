package dev.weir.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call asks a model to do. */
public sealed interface Operation {
    /** The public name of the model that was asked for. */
    String model();

    Payload payload();

    /** The OpenTelemetry {@code gen_ai.operation.name}. */
    String name();

    /**
     * A conversation to be continued.
     *
     * @param stream whether the client wants events
     * @param includeUsage whether the client asked for a usage event at the end of the stream
     * @param maxOutputTokens the client's own output limit, if it set one
     * @param begun whether the last message is the beginning of the answer, which the model is to go on with
     */
    record Chat(
            String model,
            List<Message> messages,
            boolean stream,
            boolean includeUsage,
            @Nullable Long maxOutputTokens,
            Payload payload,
            boolean begun)
            implements Operation {
        public Chat {
            messages = List.copyOf(messages);
        }

        /** One whose answer has not begun. */
        public Chat(
                String model,
                List<Message> messages,
                boolean stream,
                boolean includeUsage,
                @Nullable Long maxOutputTokens,
                Payload payload) {
            this(model, messages, stream, includeUsage, maxOutputTokens, payload, false);
        }

        /** The last thing the user said: what retrieval searches for. Empty if no user spoke. */
        public String question() {
            for (int i = messages.size() - 1; i >= 0; i--) {
                if (messages.get(i).role().equals("user")) {
                    return messages.get(i).text();
                }
            }
            return "";
        }

        @Override
        public String name() {
            return "chat";
        }
    }

    /**
     * A conversation whose tokens are to be counted and not continued. Its answer has no content, and the count as
     * {@link Usage#inputTokens}; a provider that cannot count states no usage, and Weir estimates.
     */
    record CountTokens(String model, List<Message> messages, Payload payload) implements Operation {
        public CountTokens {
            messages = List.copyOf(messages);
        }

        @Override
        public String name() {
            return "count_tokens";
        }
    }

    /**
     * Texts and images to be judged by a vendor's moderation model. Its answer has no deltas.
     *
     * @param input the texts; images are only in the payload
     */
    record Moderate(String model, List<String> input, Payload payload) implements Operation {
        public Moderate {
            input = List.copyOf(input);
        }

        @Override
        public String name() {
            return "moderation";
        }
    }

    /**
     * Texts to be turned into vectors.
     *
     * @param input the texts; empty when the client sent token ids, which only the payload holds
     * @param dimensions the length asked for, if any
     * @param base64 whether vectors are wanted as base64 of little-endian floats
     */
    record Embed(String model, List<String> input, @Nullable Integer dimensions, boolean base64, Payload payload)
            implements Operation {
        public Embed {
            input = List.copyOf(input);
        }

        @Override
        public String name() {
            return "embeddings";
        }
    }

    /**
     * Texts to be put in order by how well they answer a question.
     *
     * @param query the question
     * @param documents the texts; one that is an object is its {@code text}
     * @param topN how many are wanted, if the caller said so
     */
    record Rerank(
            String model,
            String query,
            List<String> documents,
            @Nullable Integer topN,
            Payload payload) implements Operation {
        public Rerank {
            documents = List.copyOf(documents);
        }

        @Override
        public String name() {
            return "rerank";
        }
    }
}
