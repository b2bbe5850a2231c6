package dev.weir.edge;

import dev.weir.dialect.RequestLimits;
import dev.weir.http.Access;
import dev.weir.http.ErrorFormat;
import dev.weir.http.Route;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Gateway;
import dev.weir.routing.Models;
import dev.weir.spi.Role;
import java.util.ArrayList;
import java.util.List;

/** Wires the room. */
public final class Edge {
    private final OpenAiRoutes openAi;
    private final AnthropicRoutes anthropic;
    private final ResponsesRoutes responses;
    private final CompletionsRoutes completions;
    private final ModerationsRoutes moderations;
    private final ChatSocket socket;

    public Edge(Gateway gateway, Models models, Clock clock, IdSource ids, CallerTrace tracing, RequestLimits limits) {
        CallFactory calls = new CallFactory(clock, ids, tracing, limits);
        this.openAi = new OpenAiRoutes(gateway, models, calls, clock.instant());
        this.anthropic = new AnthropicRoutes(gateway, calls);
        this.responses = new ResponsesRoutes(gateway, calls);
        this.completions = new CompletionsRoutes(gateway, calls);
        this.moderations = new ModerationsRoutes(gateway, calls);
        this.socket = new ChatSocket(gateway, calls);
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(openAi.routes().list());
        routes.addAll(anthropic.routes().list());
        routes.addAll(responses.routes().list());
        routes.addAll(completions.routes().list());
        routes.addAll(moderations.routes().list());
        routes.addAll(new Routes()
                .get(
                        "/v1/chat/stream",
                        Access.from(Role.DEVELOPER),
                        "Opens a WebSocket that takes chat requests as messages and answers each event as one.",
                        socket)
                .list());
        return routes;
    }

    /** How errors under {@code /v1/messages} look. */
    public static ErrorFormat anthropicErrors() {
        return (refused, request) -> AnthropicRoutes.error(refused, request.id());
    }

    /** How errors under {@code /v1} look. */
    public static ErrorFormat errors() {
        return (refused, request) -> OpenAiRoutes.error(refused, request.id());
    }
}
