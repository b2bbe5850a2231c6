package dev.weir.provider;

import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.OpenAiChat;
import dev.weir.provider.ServerProfile.Prefill;
import dev.weir.spi.Operation;
import java.util.List;

/**
 * Makes a chat request fit one server: asks for a usage event where it may be asked for, calls the output's bound what
 * the server calls it, and marks a begun answer as one to be continued. Immutable.
 */
final class ServerFit {
    private static final List<String> LIMITS = List.of("max_tokens", "max_completion_tokens");

    private final ServerProfile server;

    ServerFit(ServerProfile server) {
        this.server = server;
    }

    /**
     * A client's own body.
     *
     * @param edit what else is to be changed in it
     */
    byte[] passedOn(Operation.Chat chat, JsonEdit edit, byte[] json) {
        JsonEdit more = edit;
        if (chat.stream() && server.streamOptions()) {
            more = more.setIn("stream_options", "include_usage", "true");
        }
        if (chat.maxOutputTokens() != null && server.limits().size() == 1) {
            more = limited(more, chat.maxOutputTokens());
        }
        return fitted(chat, more, json);
    }

    private JsonEdit limited(JsonEdit edit, long limit) {
        JsonEdit more = edit.set(server.limitField(), Long.toString(limit));
        for (String name : LIMITS) {
            more = name.equals(server.limitField()) ? more : more.remove(name);
        }
        return more;
    }

    /** A body that was written for this server. */
    byte[] translated(Operation.Chat chat, byte[] json) {
        return fitted(chat, JsonEdit.of(), json);
    }

    private byte[] fitted(Operation.Chat chat, JsonEdit edit, byte[] json) {
        JsonEdit more = server.streamOptions() ? edit : edit.remove("stream_options");
        if (!isBegun(chat)) {
            return more.apply(json);
        }
        if (server.prefill() == Prefill.CONTINUE_FINAL_MESSAGE) {
            more = more.set("continue_final_message", "true").set("add_generation_prompt", "false");
        }
        byte[] fitted = more.apply(json);
        return server.prefill() == Prefill.PREFIX ? OpenAiChat.withPrefix(fitted) : fitted;
    }

    private static boolean isBegun(Operation.Chat chat) {
        return !chat.messages().isEmpty() && chat.messages().getLast().role().equals("assistant");
    }
}
