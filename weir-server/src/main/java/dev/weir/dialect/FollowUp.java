package dev.weir.dialect;

import dev.weir.spi.Dialect;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import java.util.ArrayList;
import java.util.List;

/** The same request with more turns at its end. */
public final class FollowUp {
    private FollowUp() {}

    /** Whether the turns of the request's dialect are {@code messages} of a role and content. */
    public static boolean isPossible(Operation.Chat chat) {
        return switch (chat.payload().dialect()) {
            case OPENAI_CHAT, ANTHROPIC_MESSAGES -> true;
            default -> false;
        };
    }

    public static Operation.Chat of(Operation.Chat chat, List<Message> turns) {
        List<Message> messages = new ArrayList<>(chat.messages());
        byte[] json = chat.payload().json();
        for (Message turn : turns) {
            messages.add(turn);
            json = with(turn, chat.payload().dialect()).apply(json);
        }
        return new Operation.Chat(
                chat.model(),
                messages,
                chat.stream(),
                chat.includeUsage(),
                chat.maxOutputTokens(),
                new Payload(chat.payload().dialect(), json));
    }

    /** In the Responses API turns are items of {@code input}, which may be a text so far. */
    private static JsonEdit with(Message turn, Dialect dialect) {
        String element =
                "{\"role\":" + JsonEdit.quoted(turn.role()) + ",\"content\":" + JsonEdit.quoted(turn.text()) + "}";
        return dialect == Dialect.OPENAI_RESPONSES
                ? JsonEdit.of().append("input", element, "{\"role\":\"user\",\"content\":", "}")
                : JsonEdit.of().append("messages", element);
    }
}
