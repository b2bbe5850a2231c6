package dev.weir.app;

import dev.weir.edge.Edge;
import dev.weir.http.ApiErrors;
import dev.weir.http.ErrorFormat;
import dev.weir.http.Route;
import dev.weir.http.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that can be asked for over HTTP, in the order in which the reference shows it. */
final class FrontDoor {
    private static final List<String> NO_CALLS = List.of("/v1/files", "/v1/batches", "/v1/uploads");

    private final List<Route> routes = new ArrayList<>();

    FrontDoor add(Routes more) {
        return add(more.list());
    }

    FrontDoor add(List<Route> more) {
        routes.addAll(more);
        return this;
    }

    List<Route> routes() {
        return List.copyOf(routes);
    }

    /** How errors are written, by the beginning of the path. */
    static Map<String, ErrorFormat> errors(ErrorFormat console) {
        return Map.of(
                "/v1", Edge.errors(), "/v1/messages", Edge.anthropicErrors(), "/console", console, "", new ApiErrors());
    }

    /** Whatever asks a model; files and lists are no calls. */
    static boolean isCall(Route route) {
        return route.method().equals("POST")
                && route.template().startsWith("/v1/")
                && NO_CALLS.stream().noneMatch(route.template()::startsWith);
    }
}
