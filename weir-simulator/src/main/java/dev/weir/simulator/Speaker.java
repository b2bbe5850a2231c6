package dev.weir.simulator;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns an answer into speeches; whatever does not depend on the request is cut into tokens once. */
final class Speaker {
    private static final String[] LOREM =
            ("the river carries what the valley gives and the weir decides how much of it may pass so that every field"
                            + " below has water in a dry year and none of them drowns in a wet one")
                    .split(" ");

    private final Function<ChatSeen, Speech> speeches;

    Speaker(Answer answer) {
        this.speeches = switch (answer) {
            case Answer.Echo() -> seen -> Speech.of(seen.lastUserMessage());
            case Answer.Fixed(String text) -> always(text);
            case Answer.Lorem(int tokens) -> always(lorem(tokens));
            case Answer.Tools tools -> seen -> call(tools, seen);
            case Answer.Json(@Nullable String document) -> document == null ? Speaker::wrapped : always(document);
            case Answer.Computed(var function) -> seen -> Speech.of(function.apply(seen));
        };
    }

    Speech answer(ChatSeen seen) {
        return speeches.apply(seen).limited(seen.maxTokens());
    }

    private static Function<ChatSeen, Speech> always(String text) {
        Speech speech = Speech.of(text);
        return seen -> speech;
    }

    private static Speech wrapped(ChatSeen seen) {
        return Speech.of(new JsonBytes()
                .raw("{\"answer\":")
                .string(seen.lastUserMessage())
                .raw("}")
                .toString());
    }

    private static Speech call(Answer.Tools tools, ChatSeen seen) {
        return seen.tools().isEmpty() || seen.endsWithToolResult()
                ? Speech.of(tools.text())
                : Speech.call(seen.tools().getFirst(), tools.arguments());
    }

    /** Every word here is at most eight letters long, so words are tokens. */
    private static String lorem(int tokens) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            text.append(i == 0 ? "" : " ").append(LOREM[i % LOREM.length]);
        }
        return text.toString();
    }
}
