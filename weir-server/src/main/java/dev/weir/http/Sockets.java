package dev.weir.http;

import io.vertx.core.Context;

/** Opens WebSockets for those who may. */
final class Sockets {
    private final Reception reception;
    private final SocketRules rules;
    private final SocketVisit.Running running;

    Sockets(Reception reception, SocketRules rules, SocketVisit.Running running) {
        this.reception = reception;
        this.rules = rules;
        this.running = running;
    }

    /**
     * @param gone told once, when the socket is closed or could not be opened
     * @throws Refusal if the page that wants it is of another site
     */
    void upgrade(Incoming incoming, Request request, SocketHandler handler, Runnable gone) {
        rules.checkOrigin(request);
        Context context = incoming.context();
        incoming.upgrade(
                socket -> new SocketVisit(socket, context, request, reception, rules, running).open(handler, gone),
                gone);
    }
}
