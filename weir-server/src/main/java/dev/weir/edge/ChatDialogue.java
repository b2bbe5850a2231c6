package dev.weir.edge;

import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.SocketMessage;
import dev.weir.http.Peer;
import dev.weir.http.Request;
import dev.weir.http.SocketHandler.Dialogue;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's conversation on a socket. Requests without an id come one after another and are answered with the bare
 * events; those with an id may run at the same time, and what answers them carries it.
 */
final class ChatDialogue implements Dialogue {
    private static final int MOST = 64;

    private final Gateway gateway;
    private final CallFactory calls;
    private final Request opening;
    private final Peer peer;
    private final Map<String, Cancellation> running = new HashMap<>();

    ChatDialogue(Gateway gateway, CallFactory calls, Request opening, Peer peer) {
        this.gateway = gateway;
        this.calls = calls;
        this.opening = opening;
        this.peer = peer;
    }

    @Override
    public void message(byte[] text) {
        SocketMessage message = SocketMessage.read(text);
        if (message.cancel() != null) {
            cancel(message.cancel());
            return;
        }
        String id = message.id() == null ? "" : message.id();
        Cancellation cancellation = new Cancellation();
        Refused refused = enter(id, cancellation);
        if (refused != null) {
            peer.send(new SocketWords(id).error(OpenAiErrors.write(refused, opening.id())));
            return;
        }
        byte[] body = id.isEmpty() ? text : JsonEdit.of().remove("id").apply(text);
        peer.begin(body, cancellation, new SocketAnswer(id, gateway, calls, peer, () -> leave(id, cancellation)));
    }

    private void cancel(String id) {
        Cancellation cancellation;
        synchronized (running) {
            cancellation = running.get(id);
        }
        if (cancellation != null) {
            cancellation.cancel();
        }
    }

    private @Nullable Refused enter(String id, Cancellation cancellation) {
        synchronized (running) {
            if (running.size() >= MOST) {
                return Refused.of(
                        ErrorCode.RATE_LIMITED,
                        "This socket has " + MOST + " requests in progress.",
                        null,
                        "Wait for the end of one, or open another socket.");
            }
            if (running.putIfAbsent(id, cancellation) != null) {
                return Refused.of(
                        ErrorCode.CONFLICT,
                        id.isEmpty()
                                ? "A request without an id is in progress."
                                : "A request with the id '" + id + "' is in progress.",
                        "id",
                        "Give each request an id of its own, or wait for the end of the one before.");
            }
            return null;
        }
    }

    /** Whoever has taken the id meanwhile keeps it. */
    private void leave(String id, Cancellation cancellation) {
        synchronized (running) {
            running.remove(id, cancellation);
        }
    }

    @Override
    public void closed() {
        synchronized (running) {
            running.clear();
        }
    }
}
