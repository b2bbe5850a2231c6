package dev.weir.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can go wrong.
 *
 * <p>Chunks are the JSON events of a stream, counted from 1; the chunk that names the role is the first. A plain reply
 * has one chunk, its body, and stopping "after" any number of chunks stops in the middle of it. A stop that lies beyond
 * the last chunk does not happen.
 */
public sealed interface Fault {

    /**
     * Answers with a status instead of a reply.
     *
     * @param body the body as it stands; null gives OpenAI's error body for that status
     */
    record Status(
            int status,
            Map<String, String> headers,
            @Nullable String body) implements Fault {
        public Status {
            Checks.that(status >= 200 && status <= 599, "status", status, "an HTTP status from 200 to 599");
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Goes silent and keeps the connection open until the client leaves.
     *
     * @param afterChunks null never answers; 0 sends the head only
     */
    record Silence(@Nullable Integer afterChunks) implements Fault {
        public Silence {
            notNegative(afterChunks);
        }
    }

    /**
     * Closes the connection (HTTP/2: resets the stream).
     *
     * @param afterChunks null closes before the head; 0 after the head
     * @param midEvent also sends the first half of the next chunk
     */
    record Cut(@Nullable Integer afterChunks, boolean midEvent) implements Fault {
        public Cut {
            notNegative(afterChunks);
            if (midEvent && afterChunks == null) {
                throw new BadScript(
                        "mid_event: true needs after_chunks; give the chunks before the broken one, such as 3");
            }
        }
    }

    /**
     * Sends JSON that breaks off in its middle, inside a well-formed HTTP message.
     *
     * @param chunk which chunk of a stream is broken; the others are whole
     */
    record Malformed(int chunk) implements Fault {
        public Malformed {
            Checks.that(chunk >= 1, "chunk", chunk, "the number of a chunk, 1 or more");
        }
    }

    /**
     * Replies correctly but at another pace.
     *
     * @param headFirst whether the head is sent at once, before the wait for the first token
     */
    record Slow(Pace pace, boolean headFirst) implements Fault {
        public Slow(Pace pace) {
            this(pace, false);
        }
    }

    /** Sends a whole stream but for the {@code [DONE]} that ends it. A plain reply is not changed. */
    record NoDone() implements Fault {}

    private static void notNegative(@Nullable Integer afterChunks) {
        if (afterChunks != null) {
            Checks.that(afterChunks >= 0, "after_chunks", afterChunks, "a whole number of 0 or more");
        }
    }
}
