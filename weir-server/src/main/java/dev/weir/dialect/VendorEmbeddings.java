package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Embeddings of vendors that do not speak OpenAI's dialect, written in it: Cohere's own API and Cohere's and Amazon
 * Titan's models at Bedrock. Stateless and thread-safe.
 */
public final class VendorEmbeddings {
    /** What the texts are for, which Cohere wants to know and OpenAI's dialect does not say. */
    private static final String DOCUMENTS = "search_document";

    private VendorEmbeddings() {}

    /** Only texts can be sent. */
    public static Refused noTokenIds(String vendor) {
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                vendor + " takes texts, no token ids.",
                "input",
                "Send a string or a list of strings.");
    }

    /**
     * @param model the vendor's name of the model, where it is part of the body. The client's own {@code input_type} is
     *     passed on: {@code search_query} for questions.
     */
    public static byte[] writeCohere(Operation.Embed embed, @Nullable String model) {
        JsonNode inputType = Json.tree(embed.payload().json()).path("input_type");
        return Json.write(out -> {
            out.writeStartObject();
            if (model != null) {
                out.writeStringProperty("model", model);
            }
            out.writeArrayPropertyStart("texts");
            embed.input().forEach(out::writeString);
            out.writeEndArray();
            out.writeStringProperty("input_type", inputType.isString() ? inputType.stringValue() : DOCUMENTS);
            out.writeArrayPropertyStart("embedding_types").writeString("float").writeEndArray();
            if (embed.dimensions() != null) {
                out.writeNumberProperty("output_dimension", embed.dimensions().intValue());
            }
            out.writeEndObject();
        });
    }

    /** {@code embeddings} as lists of numbers, or as such lists under {@code float}. */
    public static Answer readCohere(byte[] body, Operation.Embed embed, String model) {
        try (JsonParser parser = Json.fromVendor(body)) {
            Vectors vectors = new Vectors(parser);
            parser.nextToken();
            Members.each(parser, vectors::cohere);
            if (vectors.found.size() != embed.input().size()) {
                return ProviderError.unreadable("it has " + vectors.found.size() + " vectors for "
                        + embed.input().size() + " texts");
            }
            return answer(vectors.found, embed, model, vectors.tokens);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    public static byte[] writeTitan(String text, @Nullable Integer dimensions) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("inputText", text);
            if (dimensions != null) {
                out.writeNumberProperty("dimensions", dimensions.intValue());
            }
            out.writeEndObject();
        });
    }

    /** One text's vector, still in Titan's words; {@link #joinTitan} makes one answer of several. */
    public static Answer readTitan(byte[] body) {
        try {
            Vectors vectors = titan(body);
            return vectors.found.size() == 1
                    ? new Answer.Whole(Dialect.OPENAI_EMBEDDINGS, body, List.of(), Usage.of(vectors.tokens(), 0))
                    : ProviderError.unreadable("it has no embedding");
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    /** The answers of {@link #readTitan}, in the order of the texts. */
    public static Answer joinTitan(List<Answer.Whole> parts, Operation.Embed embed, String model) {
        List<float[]> all = new ArrayList<>(parts.size());
        Usage usage = Usage.NONE;
        for (Answer.Whole part : parts) {
            all.addAll(titan(part.json()).found);
            usage = usage.plus(Objects.requireNonNull(part.usage(), "every part states its tokens"));
        }
        return answer(all, embed, model, usage.inputTokens());
    }

    private static Vectors titan(byte[] body) {
        try (JsonParser parser = Json.fromVendor(body)) {
            Vectors vectors = new Vectors(parser);
            parser.nextToken();
            Members.each(parser, vectors::titan);
            return vectors;
        }
    }

    private static Answer answer(List<float[]> vectors, Operation.Embed embed, String model, long tokens) {
        Usage usage = tokens == TokenCount.UNSAID ? null : Usage.of(tokens, 0);
        byte[] json = OpenAiEmbeddings.writeAnswer(vectors, model, embed.base64(), usage == null ? Usage.NONE : usage);
        return new Answer.Whole(Dialect.OPENAI_EMBEDDINGS, json, List.of(), usage);
    }

    private static final class Vectors {
        private final JsonParser parser;
        private final List<float[]> found = new ArrayList<>();
        private long tokens = TokenCount.UNSAID;

        Vectors(JsonParser parser) {
            this.parser = parser;
        }

        long tokens() {
            return TokenCount.said(tokens);
        }

        void titan(String name) {
            switch (name) {
                case "embedding" -> vector();
                case "inputTextTokenCount" -> tokens = TokenCount.read(parser, tokens);
                default -> parser.skipChildren();
            }
        }

        void cohere(String name) {
            switch (name) {
                case "embeddings" -> embeddings();
                case "meta" -> Members.each(parser, this::cohere);
                case "billed_units" -> Members.each(parser, this::billed);
                default -> parser.skipChildren();
            }
        }

        private void billed(String name) {
            if (name.equals("input_tokens")) {
                tokens = TokenCount.read(parser, tokens);
            } else {
                parser.skipChildren();
            }
        }

        private void embeddings() {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                Members.elements(parser, this::vector);
                return;
            }
            Members.each(parser, type -> {
                if (type.equals("float")) {
                    Members.elements(parser, this::vector);
                } else {
                    parser.skipChildren();
                }
            });
        }

        private void vector() {
            Floats floats = new Floats();
            Members.elements(parser, () -> floats.add(parser));
            found.add(Arrays.copyOf(floats.values, floats.size));
        }
    }

    private static final class Floats {
        private float[] values = new float[1024];
        private int size;

        void add(JsonParser parser) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = parser.currentToken().isNumeric() ? parser.getFloatValue() : 0;
        }
    }
}
