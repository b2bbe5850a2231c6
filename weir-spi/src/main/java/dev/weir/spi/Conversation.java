package dev.weir.spi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request to continue a conversation, in no vendor's words: what stands between two dialects that are not the same.
 * Each dialect is read into it and written from it, so that a new one needs two translations and not one for every
 * other. It is made only when dialects differ; between equal ones the body itself goes through.
 *
 * <p>Whatever a target may be unable to express carries the place where the caller said it ({@code field}, in dots and
 * brackets), so that a refusal can name it. JSON inside (schemas, arguments) is text, as its writer wrote it.
 *
 * @param instructions what the system says before the first turn
 * @param choices how many answers are wanted, if the caller said so
 * @param others what the caller said that has no place here
 */
public record Conversation(
        List<Part.Text> instructions,
        List<Turn> turns,
        Tooling tooling,
        Sampling sampling,
        @Nullable Said<Format> format,
        @Nullable Said<Thinking> thinking,
        @Nullable Said<Long> choices,
        @Nullable Said<String> endUser,
        boolean stream,
        List<Other> others) {

    public Conversation {
        instructions = List.copyOf(instructions);
        turns = List.copyOf(turns);
        others = List.copyOf(others);
    }

    /** The same conversation with more instructions before its own. */
    public Conversation instructedBy(String text) {
        List<Part.Text> more = new ArrayList<>(instructions.size() + 1);
        more.add(new Part.Text(text));
        more.addAll(instructions);
        return new Conversation(more, turns, tooling, sampling, format, thinking, choices, endUser, stream, others);
    }

    /** The same conversation before its last turn. */
    public Conversation withoutLast() {
        return new Conversation(
                instructions,
                turns.subList(0, turns.size() - 1),
                tooling,
                sampling,
                format,
                thinking,
                choices,
                endUser,
                stream,
                others);
    }

    /**
     * A value and where the caller said it.
     *
     * @param field the place in the caller's request, in dots and brackets
     */
    public record Said<T>(T value, String field) {
        /** The same place with another value. */
        public <R> Said<R> map(Function<T, R> change) {
            return new Said<>(change.apply(value), field);
        }
    }

    /**
     * Something that only the caller's dialect knows.
     *
     * @param hint whether the answer stays right without it, as with a note for the vendor's cache or statistics
     * @param word what it says, where others than its dialect may understand it
     */
    public record Other(
            String field, boolean hint, @Nullable String word) {
        public Other(String field, boolean hint) {
            this(field, hint, null);
        }
    }

    /** Who speaks. What tools gave back is said by the user. */
    public enum Speaker {
        SYSTEM,
        USER,
        ASSISTANT
    }

    /** What one party says at a time. */
    public record Turn(Speaker speaker, List<Part> parts, String field) {
        public Turn {
            parts = List.copyOf(parts);
        }
    }

    /** A piece of a turn. */
    public sealed interface Part {
        record Text(String text) implements Part {}

        /**
         * Something other than text.
         *
         * @param kind what it is to the model
         * @param name a file's name or a document's title
         */
        record Media(Kind kind, Source source, @Nullable String name, String field) implements Part {}

        /**
         * The model calls a tool.
         *
         * @param arguments a JSON object; empty if the model gave none
         */
        record ToolCall(String id, String name, String arguments, String field) implements Part {}

        /** What a tool gave back: texts and media. */
        record ToolResult(String callId, List<Part> parts, boolean failed, String field) implements Part {
            public ToolResult {
                parts = List.copyOf(parts);
            }
        }

        /**
         * What the model thought in an earlier turn.
         *
         * @param signature the vendor's seal, without which it does not take its own thoughts back
         * @param sealed thoughts that only the vendor can read
         */
        record Thought(
                String text,
                @Nullable String signature,
                @Nullable String sealed,
                String field) implements Part {}

        /** A part of a kind that only the caller's dialect knows. */
        record Unknown(String kind, String field) implements Part {}
    }

    /** What media are. */
    public enum Kind {
        IMAGE,
        AUDIO,
        DOCUMENT
    }

    /** Where media are. */
    public sealed interface Source {
        /** Here, in base64. */
        record Inline(String mediaType, String base64) implements Source {}

        /** Somewhere for the vendor to fetch. */
        record At(String url) implements Source {}

        /** With the vendor, uploaded before. */
        record Uploaded(String id) implements Source {}
    }

    /**
     * Tools and how to use them.
     *
     * @param parallel whether several may be called at once, if the caller said so
     */
    public record Tooling(
            List<Tool> tools,
            @Nullable Said<ToolChoice> choice,
            @Nullable Said<Boolean> parallel) {
        public static final Tooling NONE = new Tooling(List.of(), null, null);

        public Tooling {
            tools = List.copyOf(tools);
        }
    }

    /**
     * A function that the model may call.
     *
     * @param schema the JSON Schema of its arguments; null if the caller gave none
     * @param strict whether arguments must match the schema, if the caller said so
     */
    public record Tool(
            String name,
            @Nullable String description,
            @Nullable String schema,
            @Nullable Boolean strict,
            String field) {}

    /** Which tools must be called. */
    public sealed interface ToolChoice {
        /** As the model likes. */
        record Auto() implements ToolChoice {}

        record None() implements ToolChoice {}

        /** At least one. */
        record Any() implements ToolChoice {}

        record One(String name) implements ToolChoice {}
    }

    /**
     * How words are chosen, and when to stop.
     *
     * @param logprobs that the likelihood of each token is wanted, and of how many others in its place
     */
    public record Sampling(
            @Nullable Said<Long> maxOutputTokens,
            @Nullable Said<BigDecimal> temperature,
            @Nullable Said<BigDecimal> topP,
            @Nullable Said<Long> topK,
            @Nullable Said<List<String>> stop,
            @Nullable Said<Long> seed,
            @Nullable Said<BigDecimal> frequencyPenalty,
            @Nullable Said<BigDecimal> presencePenalty,
            @Nullable Said<Long> logprobs) {
        public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null, null, null);

        /** Nobody asks how likely the words are. */
        public Sampling(
                @Nullable Said<Long> maxOutputTokens,
                @Nullable Said<BigDecimal> temperature,
                @Nullable Said<BigDecimal> topP,
                @Nullable Said<Long> topK,
                @Nullable Said<List<String>> stop,
                @Nullable Said<Long> seed,
                @Nullable Said<BigDecimal> frequencyPenalty,
                @Nullable Said<BigDecimal> presencePenalty) {
            this(maxOutputTokens, temperature, topP, topK, stop, seed, frequencyPenalty, presencePenalty, null);
        }
    }

    /**
     * JSON is wanted as the answer.
     *
     * @param schema its JSON Schema; null where any JSON will do
     */
    public record Format(
            @Nullable String name,
            @Nullable String schema,
            @Nullable Boolean strict) {}

    /**
     * How much the model is to think first.
     *
     * @param enabled whether it is to think at all
     * @param effort a word such as {@code low} or {@code high}
     * @param budget the most tokens that it may think
     */
    public record Thinking(
            boolean enabled,
            @Nullable String effort,
            @Nullable Long budget) {}
}
