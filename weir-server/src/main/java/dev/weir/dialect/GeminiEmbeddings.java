package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** Google's embeddings: {@code batchEmbedContents} of the Gemini API, {@code predict} of Vertex. */
final class GeminiEmbeddings {
    private GeminiEmbeddings() {}

    static byte[] request(Operation.Embed embed, String model) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("requests");
            for (String text : embed.input()) {
                out.writeStartObject();
                out.writeStringProperty("model", "models/" + model);
                out.writeObjectPropertyStart("content");
                out.writeArrayPropertyStart("parts").writeStartObject();
                out.writeStringProperty("text", text);
                out.writeEndObject().writeEndArray().writeEndObject();
                dimensions(out, embed.dimensions());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    static byte[] predictRequest(List<String> texts, Operation.Embed embed) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("instances");
            for (String text : texts) {
                out.writeStartObject();
                out.writeStringProperty("content", text);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeObjectPropertyStart("parameters");
            dimensions(out, embed.dimensions());
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    private static void dimensions(JsonGenerator out, @Nullable Integer dimensions) {
        if (dimensions != null) {
            out.writeNumberProperty("outputDimensionality", dimensions);
        }
    }

    static Answer read(List<byte[]> bodies, Operation.Embed embed, String model) {
        List<float[]> vectors = new ArrayList<>();
        Usage usage = null;
        for (byte[] body : bodies) {
            try {
                JsonNode root = Json.tree(body);
                Usage stated = usage(root, body);
                usage = usage == null ? stated : stated == null ? usage : usage.plus(stated);
                for (JsonNode each : root.path("embeddings")) {
                    vectors.add(vector(each.path("values")));
                }
                for (JsonNode each : root.path("predictions")) {
                    vectors.add(vector(each.path("embeddings").path("values")));
                }
            } catch (JacksonException e) {
                return ProviderError.unreadable(e.getOriginalMessage());
            }
        }
        if (vectors.size() != embed.input().size()) {
            return ProviderError.unreadable(
                    "it has " + vectors.size() + " embeddings for " + embed.input().size() + " texts");
        }
        byte[] json = OpenAiEmbeddings.writeAnswer(vectors, model, embed.base64(), usage == null ? Usage.NONE : usage);
        return new Answer.Whole(Dialect.OPENAI_EMBEDDINGS, json, List.of(), usage);
    }

    private static @Nullable Usage usage(JsonNode root, byte[] body) {
        if (root.has("usageMetadata")) {
            return stated(body);
        }
        long tokens = 0;
        for (JsonNode each : root.path("predictions")) {
            tokens += Math.max(0, each.at("/embeddings/statistics/token_count").asLong(0));
        }
        return tokens == 0 ? null : Usage.of(tokens, 0);
    }

    private static @Nullable Usage stated(byte[] body) {
        try (JsonParser parser = Json.fromVendor(body)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                if (name.equals("usageMetadata")) {
                    return GeminiUsage.read(parser).usage();
                }
                parser.skipChildren();
            }
        }
        return null;
    }

    private static float[] vector(JsonNode values) {
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) values.get(i).asDouble(0);
        }
        return vector;
    }
}
