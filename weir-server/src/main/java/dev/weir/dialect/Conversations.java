package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * From one dialect's request to another's, by way of a {@link Conversation}. A new dialect adds a reader here and a
 * writer of its own.
 */
public final class Conversations {
    private Conversations() {}

    /**
     * A client's request in OpenAI's chat dialect.
     *
     * @param limitField what the server calls the output's bound: {@code max_tokens} or {@code max_completion_tokens}
     * @param change what else is to be said, such as passages
     */
    public static Rendered toOpenAi(
            Payload request, String model, String limitField, boolean lenient, UnaryOperator<Conversation> change) {
        try {
            return OpenAiConversationWriter.write(change.apply(read(request)), model, limitField, lenient);
        } catch (BadRequest bad) {
            return new Rendered.Unsaid(bad.refusal());
        }
    }

    /** A client's request in the words of Anthropic's Messages API. */
    public static Rendered toAnthropic(
            Payload request, String model, boolean lenient, UnaryOperator<Conversation> change) {
        try {
            return AnthropicConversationWriter.write(change.apply(read(request)), model, lenient);
        } catch (BadRequest bad) {
            return new Rendered.Unsaid(bad.refusal());
        }
    }

    /** The same request with the beginning of its answer as the last turn, for a model that goes on from there. */
    public static Operation.Chat continued(Operation.Chat chat, String said) {
        return switch (chat.payload().dialect()) {
            case OPENAI_CHAT, ANTHROPIC_MESSAGES -> OpenAiChat.continued(chat, said);
            case OPENAI_RESPONSES -> OpenAiResponses.continued(chat, said);
            default ->
                throw new IllegalArgumentException(
                        "no client's conversation comes as " + chat.payload().dialect());
        };
    }

    /**
     * A client's request in Google's words.
     *
     * @param service whose request it is to be
     */
    public static Rendered toGemini(
            Payload request,
            String model,
            Gemini.Service service,
            boolean lenient,
            UnaryOperator<Conversation> change) {
        return write(
                request,
                conversation -> GeminiConversationWriter.write(change.apply(conversation), model, service, lenient));
    }

    /** A client's request in whatever words the writer has. */
    static Rendered write(Payload request, Function<Conversation, Rendered> writer) {
        try {
            return writer.apply(read(request));
        } catch (BadRequest bad) {
            return new Rendered.Unsaid(bad.refusal());
        }
    }

    private static Conversation read(Payload request) {
        JsonView body = JsonView.of(request.json());
        return switch (request.dialect()) {
            case OPENAI_CHAT -> OpenAiConversation.read(body);
            case ANTHROPIC_MESSAGES -> AnthropicConversation.read(body);
            case OPENAI_RESPONSES -> ResponsesConversation.read(body);
            default -> throw new IllegalArgumentException("no client's conversation comes as " + request.dialect());
        };
    }
}
