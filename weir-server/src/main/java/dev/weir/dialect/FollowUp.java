package dev.weir.dialect;

import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import java.util.ArrayList;
import java.util.List;

/** The same request with more turns at its end, for dialects whose turns are {@code messages} of a role and content. */
public final class FollowUp {
    private FollowUp() {}

    /** Whether the request's dialect is one of those. */
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
            String element =
                    "{\"role\":" + JsonEdit.quoted(turn.role()) + ",\"content\":" + JsonEdit.quoted(turn.text()) + "}";
            json = JsonEdit.of().append("messages", element).apply(json);
        }
        return new Operation.Chat(
                chat.model(),
                messages,
                chat.stream(),
                chat.includeUsage(),
                chat.maxOutputTokens(),
                new Payload(chat.payload().dialect(), json));
    }
}
