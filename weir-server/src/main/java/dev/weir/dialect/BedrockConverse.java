package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Conversation;
import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import dev.weir.spi.Usage;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Bedrock's Converse, ConverseStream and CountTokens on the wire, by its service model of 2023-09-30. Stateless and
 * thread-safe; bytes that are passed in are kept, not copied.
 */
public final class BedrockConverse {
    private BedrockConverse() {}

    /**
     * A client's request in Bedrock's words; the model is in the address, not in the body.
     *
     * @param betas features of Anthropic's that are not for everybody yet; other models know none
     * @param change what else is to be said, such as passages
     */
    public static Rendered write(
            Payload request,
            String model,
            @Nullable ConverseGuardrail guardrail,
            boolean lenient,
            List<String> betas,
            UnaryOperator<Conversation> change) {
        return Conversations.write(
                request,
                conversation -> ConverseWriter.write(change.apply(conversation), model, guardrail, lenient, betas));
    }

    /** Whether the model is one of Anthropic's. */
    public static boolean takesBetas(String model) {
        return ConverseModel.of(model).family() == ConverseModel.Family.CLAUDE;
    }

    /** A client's request for a count. */
    public static Rendered writeCount(Payload request, String model, UnaryOperator<Conversation> change) {
        return Conversations.write(
                request, conversation -> ConverseWriter.writeForCount(change.apply(conversation), model));
    }

    /** Reads a complete answer: {@link Answer.Whole}, or {@link Answer.Refused} if it is none. */
    public static Answer readAnswer(byte[] body) {
        return ConverseAnswer.read(body);
    }

    /** Reads a count. */
    public static Answer readCount(byte[] body) {
        long[] count = {TokenCount.UNSAID};
        try (JsonParser parser = Json.fromVendor(body)) {
            parser.nextToken();
            Members.each(parser, name -> {
                if (name.equals("inputTokens")) {
                    count[0] = TokenCount.read(parser, TokenCount.UNSAID);
                } else {
                    parser.skipChildren();
                }
            });
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
        return count[0] == TokenCount.UNSAID
                ? ProviderError.unreadable("it has no inputTokens")
                : new Answer.Whole(Dialect.BEDROCK_CONVERSE, body, List.of(), Usage.of(count[0], 0));
    }
}
