package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Google's {@code generateContent} and its like on the wire, as the Gemini API and Vertex speak it. Stateless and
 * thread-safe; bytes that are passed in are kept, not copied.
 */
public final class Gemini {
    private Gemini() {}

    /** Which of the two services a request is for; their wire formats differ in small things. */
    public enum Service {
        GEMINI_API,
        VERTEX
    }

    /** Reads a complete answer: {@link Answer.Whole}, or {@link Answer.Refused} if it is none. */
    public static Answer readAnswer(byte[] body) {
        return GeminiResponse.whole(body);
    }

    /** Reads a count ({@code countTokens}). */
    public static Answer readCount(byte[] body) {
        try (JsonParser parser = Json.fromVendor(body)) {
            parser.nextToken();
            Usage usage = GeminiUsage.read(parser).usage();
            return usage == null
                    ? ProviderError.unreadable("it has no totalTokens")
                    : new Answer.Whole(Dialect.GEMINI, body, List.of(), usage);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    /** The body of {@code countTokens} for what would be the body of {@code generateContent}. */
    public static byte[] countRequest(byte[] request, String model, Service service) {
        if (service == Service.VERTEX) {
            return request;
        }
        return Json.write(out -> {
            out.writeStartObject();
            out.writeName("generateContentRequest");
            out.writeRawValue(new String(
                    JsonEdit.of().setText("model", "models/" + model).apply(request),
                    java.nio.charset.StandardCharsets.UTF_8));
            out.writeEndObject();
        });
    }

    /** The body of {@code batchEmbedContents}. */
    public static byte[] embedRequest(Operation.Embed embed, String model) {
        return GeminiEmbeddings.request(embed, model);
    }

    /** The body of Vertex's {@code predict} for embeddings. */
    public static byte[] predictRequest(List<String> texts, Operation.Embed embed) {
        return GeminiEmbeddings.predictRequest(texts, embed);
    }

    /** Reads what {@code batchEmbedContents} or {@code predict} answered, as OpenAI would have said it. */
    public static Answer readEmbeddings(byte[] body, Operation.Embed embed, String model) {
        return GeminiEmbeddings.read(List.of(body), embed, model);
    }

    /** The same for an answer that comes in parts, one request each. */
    public static Answer readEmbeddings(List<byte[]> bodies, Operation.Embed embed, String model) {
        return GeminiEmbeddings.read(bodies, embed, model);
    }
}
