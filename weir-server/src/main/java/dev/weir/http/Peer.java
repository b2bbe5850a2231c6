package dev.weir.http;

import dev.weir.spi.Cancellation;

/** The other side of a WebSocket. Thread-safe. */
public interface Peer {
    /**
     * Sends a text message; waits while the client reads more slowly than it is written to. Does nothing once the
     * socket is closed.
     */
    void send(byte[] text);

    /**
     * Takes a message for a request of its own and has it worked on, on a thread of its own, when its turn has come.
     *
     * @param cancellation also fires when the socket closes
     */
    void begin(byte[] body, Cancellation cancellation, Work work);

    /** What is done with a message. */
    interface Work {
        /**
         * @throws Refusal to refuse it
         */
        void run(Request request);

        /** It was refused, before or in {@link #run}; on the same thread. */
        void refused(Request request, Refusal refusal);

        /** Nothing more comes of it. */
        void over();
    }

    /** Says {@code told} in an orderly way and closes. */
    void close(int code, String reason);
}
