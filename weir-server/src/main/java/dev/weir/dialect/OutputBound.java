package dev.weir.dialect;

import dev.weir.spi.Operation;
import dev.weir.spi.Payload;

/** The same chat request with a bound of its output, for a caller that set none. */
public final class OutputBound {
    private OutputBound() {}

    public static Operation.Chat of(Operation.Chat chat, long tokens) {
        String field = switch (chat.payload().dialect()) {
            case OPENAI_CHAT -> "max_completion_tokens";
            case OPENAI_RESPONSES -> "max_output_tokens";
            default -> "max_tokens";
        };
        byte[] json = JsonEdit.of()
                .set(field, Long.toString(tokens))
                .apply(chat.payload().json());
        return new Operation.Chat(
                chat.model(),
                chat.messages(),
                chat.stream(),
                chat.includeUsage(),
                tokens,
                new Payload(chat.payload().dialect(), json),
                chat.begun());
    }
}
