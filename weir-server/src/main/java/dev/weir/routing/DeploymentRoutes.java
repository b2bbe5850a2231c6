package dev.weir.routing;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the models' deployments are. */
final class DeploymentRoutes {
    private final Explainer explainer;

    DeploymentRoutes(Explainer explainer) {
        this.explainer = explainer;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/deployments",
                        Access.from(Role.VIEWER),
                        "The models' deployments: health, breaker and its changes, last errors, limits used, prices; and"
                                + " attempts, failures, latency and time to first token of the last hour and of each of"
                                + " its minutes. For one model: ?model=.",
                        this::list);
    }

    private record Page(List<DeploymentView> data, @Nullable String next) {}

    private Response list(Request request) {
        String model = request.query("model").orElse("");
        return Json.ok(new Page(
                explainer.deployments().stream()
                        .filter(one -> model.isEmpty() || one.model().equals(model))
                        .toList(),
                null));
    }
}
