package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** OpenAI's embeddings on the wire ({@code POST /v1/embeddings}). Stateless and thread-safe. */
public final class OpenAiEmbeddings {
    private OpenAiEmbeddings() {}

    /** Reads a client's request; token ids are checked but stay in the payload. */
    public static Parsed<Operation.Embed> readRequest(byte[] body) {
        try {
            return EmbeddingsRequest.read(body);
        } catch (BadRequest bad) {
            return new Parsed.Rejected<>(bad.refusal());
        }
    }

    /** Reads a provider's answer for its usage; the vectors stay in the bytes. */
    public static Answer readAnswer(byte[] body) {
        return EmbeddingsAnswer.read(body);
    }

    /**
     * An answer of a model that runs in this process.
     *
     * @param base64 little-endian float32 in base64, else the shortest decimals that give back the same floats
     * @throws IllegalArgumentException if a number is infinite or none
     */
    public static byte[] writeAnswer(List<float[]> vectors, String model, boolean base64, Usage usage) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("object", "list");
            out.writeArrayPropertyStart("data");
            for (int i = 0; i < vectors.size(); i++) {
                embedding(out, i, vectors.get(i), base64);
            }
            out.writeEndArray();
            out.writeStringProperty("model", model);
            out.writeObjectPropertyStart("usage");
            out.writeNumberProperty("prompt_tokens", usage.inputTokens());
            out.writeNumberProperty("total_tokens", usage.totalTokens());
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    private static void embedding(JsonGenerator out, int index, float[] vector, boolean base64) {
        out.writeStartObject();
        out.writeStringProperty("object", "embedding");
        out.writeNumberProperty("index", index);
        if (base64) {
            out.writeStringProperty("embedding", encoded(vector));
        } else {
            out.writeArrayPropertyStart("embedding");
            for (float number : vector) {
                out.writeNumber(finite(number));
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static String encoded(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(finite(number));
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static float finite(float number) {
        if (!Float.isFinite(number)) {
            throw new IllegalArgumentException("a vector holds " + number);
        }
        return number;
    }
}
