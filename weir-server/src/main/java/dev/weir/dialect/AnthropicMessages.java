package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Anthropic's Messages API on the wire ({@code POST /v1/messages}). Stateless and thread-safe; bytes that are passed in
 * are kept, not copied.
 */
public final class AnthropicMessages {
    private AnthropicMessages() {}

    /** Reads a client's request. */
    public static Parsed<Operation.Chat> readRequest(byte[] body) {
        return readRequest(body, RequestLimits.USUAL);
    }

    /** Reads a client's request. */
    public static Parsed<Operation.Chat> readRequest(byte[] body, RequestLimits limits) {
        try {
            return AnthropicRequest.read(body, limits);
        } catch (BadRequest bad) {
            return new Parsed.Rejected<>(bad.refusal());
        }
    }

    /** Reads a client's request for a count ({@code POST /v1/messages/count_tokens}). */
    public static Parsed<Operation.CountTokens> readCountRequest(byte[] body) {
        return readCountRequest(body, RequestLimits.USUAL);
    }

    /** Reads a client's request to count. */
    public static Parsed<Operation.CountTokens> readCountRequest(byte[] body, RequestLimits limits) {
        try {
            return AnthropicRequest.readCount(body, limits);
        } catch (BadRequest bad) {
            return new Parsed.Rejected<>(bad.refusal());
        }
    }

    /** Reads a provider's complete answer: {@link Answer.Whole}, or {@link Answer.Refused} if it is none. */
    public static Answer readAnswer(byte[] body) {
        return AnthropicAnswer.read(body);
    }

    /** Reads a provider's count. */
    public static Answer readCount(byte[] body) {
        AnthropicUsage usage = new AnthropicUsage();
        try (JsonParser parser = Json.fromVendor(body)) {
            parser.nextToken();
            usage.read(parser);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
        return usage.stated() == null
                ? ProviderError.unreadable("it has no input_tokens")
                : new Answer.Whole(Dialect.ANTHROPIC_MESSAGES, body, List.of(), usage.stated());
    }

    /** An answer that came in another dialect. */
    public static byte[] writeAnswer(String id, String model, AnswerContent content, @Nullable Usage usage) {
        List<AnswerContent.Choice> choices = content.choices();
        return AnthropicWriter.answer(id, model, choices.isEmpty() ? null : choices.getFirst(), usage);
    }

    /** Writes the events of an answer that comes in another dialect. */
    public static AnthropicWriter.Events events(String id, String model) {
        return new AnthropicWriter.Events(id, model);
    }

    /** A count. */
    public static byte[] writeCount(long tokens) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeNumberProperty("input_tokens", tokens);
            out.writeEndObject();
        });
    }

    /** An event's {@code type}, which is also its name on the stream; {@code message} if it has none. */
    public static String eventType(byte[] json) {
        try (JsonParser parser = Json.fromVendor(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    if (name.equals("type")) {
                        return plain(Text.orEmpty(parser));
                    }
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            return "message";
        }
        return "message";
    }

    /** The name becomes a line of the stream, which a vendor's line break must not end. */
    private static String plain(String type) {
        boolean word =
                !type.isEmpty() && type.chars().allMatch(c -> c == '_' || c == '.' || Character.isLetterOrDigit(c));
        return word ? type : "message";
    }
}
