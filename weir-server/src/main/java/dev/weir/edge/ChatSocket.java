package dev.weir.edge;

import dev.weir.http.Peer;
import dev.weir.http.Request;
import dev.weir.http.SocketHandler;
import dev.weir.pipeline.Gateway;

/** Chat over a WebSocket: each message is a request, each event of its answer a message. */
final class ChatSocket implements SocketHandler {
    private final Gateway gateway;
    private final CallFactory calls;

    ChatSocket(Gateway gateway, CallFactory calls) {
        this.gateway = gateway;
        this.calls = calls;
    }

    @Override
    public Dialogue open(Request request, Peer peer) {
        return new ChatDialogue(gateway, calls, request, peer);
    }
}
