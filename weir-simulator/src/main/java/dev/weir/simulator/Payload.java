package dev.weir.simulator;

import java.util.Map;

/** The bytes of one correct reply, chunk by chunk. */
interface Payload {

    default int status() {
        return 200;
    }

    /** Headers besides those that every reply of its kind has; they win over those. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /** Whether chunks are events of a stream; a plain payload has one chunk, its body. */
    boolean streamed();

    int chunks();

    /** How many bytes at the end only say that the stream is over. */
    default int endMark() {
        return 0;
    }

    /** Whether the request's last message is the assistant's. */
    default boolean prefilled() {
        return false;
    }

    void write(int chunk, JsonBytes out);

    /** How many gaps between tokens have passed when this chunk is due. */
    int gapsBefore(int chunk);

    /** How many tokens of the answer the first chunks carry, as the log counts them. */
    int tokensIn(int chunksSent);
}
