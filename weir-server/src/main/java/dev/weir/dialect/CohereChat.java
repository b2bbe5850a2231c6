package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Conversation;
import dev.weir.spi.Payload;
import java.util.function.UnaryOperator;

/**
 * Cohere's chat on the wire ({@code POST /v2/chat}). Stateless and thread-safe; bytes that are passed in are kept, not
 * copied.
 */
public final class CohereChat {
    private CohereChat() {}

    /**
     * A client's request in Cohere's words.
     *
     * @param change what else is to be said, such as passages
     */
    public static Rendered write(Payload request, String model, boolean lenient, UnaryOperator<Conversation> change) {
        return Conversations.write(
                request, conversation -> CohereWriter.write(change.apply(conversation), model, lenient));
    }

    /** Reads a complete answer: {@link Answer.Whole}, or {@link Answer.Refused} if it is none. */
    public static Answer readAnswer(byte[] body) {
        return CohereAnswer.read(body);
    }
}
