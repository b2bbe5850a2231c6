package dev.weir.http;

import dev.weir.spi.ErrorCode;

/** Answers messages instead of one request: what a GET route with a WebSocket has for a handler. */
public interface SocketHandler extends Handler {
    /**
     * A client has opened a socket.
     *
     * @param request what it opened it with; its caller is known and may call the route
     */
    Dialogue open(Request request, Peer peer);

    /** A plain GET opens nothing. */
    @Override
    default Response handle(Request request) {
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                request.path() + " is a WebSocket.",
                null,
                "Open it with ws:// or wss://, by HTTP/1.1.");
    }

    /** Weir's side of a conversation. One thread at a time calls it. */
    interface Dialogue {
        /** A text message; the next one is not taken before this returns. */
        void message(byte[] text);

        /** The socket is closed; no message comes any more. Must not block. */
        void closed();
    }
}
