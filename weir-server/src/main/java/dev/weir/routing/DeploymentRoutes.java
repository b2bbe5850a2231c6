package dev.weir.routing;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.spi.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the configured models' deployments are. */
final class DeploymentRoutes {
    private final Models models;
    private final Deployments deployments;
    private final Clock clock;

    DeploymentRoutes(Models models, Deployments deployments, Clock clock) {
        this.models = models;
        this.deployments = deployments;
        this.clock = clock;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/deployments",
                        Access.from(Role.VIEWER),
                        "The configured models' deployments: breaker, failures, last error.",
                        this::list);
    }

    private record Page(List<DeploymentView> data, @Nullable String next) {}

    private Response list(Request request) {
        List<DeploymentView> views = models.configured().stream()
                .flatMap(model -> model.deployments().stream()
                        .map(Deployment::target)
                        .map(target -> DeploymentView.of(
                                model.name(), target, deployments.health(model, target), clock.instant())))
                .toList();
        return Json.ok(new Page(views, null));
    }
}
