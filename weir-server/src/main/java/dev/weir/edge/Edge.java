package dev.weir.edge;

import dev.weir.http.ErrorFormat;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Gateway;
import dev.weir.routing.Models;

/** Wires the room. */
public final class Edge {
    private final OpenAiRoutes openAi;

    public Edge(Gateway gateway, Models models, Clock clock, IdSource ids) {
        this.openAi = new OpenAiRoutes(gateway, models, new CallFactory(clock, ids), clock.instant());
    }

    public Routes routes() {
        return openAi.routes();
    }

    /** How errors under {@code /v1} look. */
    public static ErrorFormat errors() {
        return (refused, request) -> OpenAiRoutes.error(refused, request.id());
    }
}
