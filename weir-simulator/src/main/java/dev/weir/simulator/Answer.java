package dev.weir.simulator;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the simulated model says: a text, or a function of the request. */
public sealed interface Answer {

    /** The last user message, unchanged; an empty text when there is none. */
    record Echo() implements Answer {}

    /** The same text every time. */
    record Fixed(String text) implements Answer {}

    /** Filler prose of exactly this many tokens, the same every time. */
    record Lorem(int tokens) implements Answer {
        public Lorem {
            Checks.that(tokens >= 0 && tokens <= 1_000_000, "tokens", tokens, "a number from 0 to 1000000");
        }
    }

    /**
     * A call of the first tool that the request offers. Without a tool, or when the last message is a tool's result,
     * the answer is {@code text}, so that an agent's loop comes to an end.
     *
     * @param arguments the call's arguments, a JSON text passed on as it stands
     */
    record Tools(String arguments, String text) implements Answer {}

    /**
     * A JSON document.
     *
     * @param document the JSON text; null answers {@code {"answer": <last user message>}}
     */
    record Json(@Nullable String document) implements Answer {}

    /**
     * Whatever the function returns.
     *
     * <p>It runs on an event loop, possibly on several at once: it must not block and must be safe to call
     * concurrently. An exception answers 500 with its message.
     */
    record Computed(Function<ChatSeen, String> function) implements Answer {}
}
