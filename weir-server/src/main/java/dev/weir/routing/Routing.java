package dev.weir.routing;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Target;
import dev.weir.telemetry.Metrics;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Wires the room. */
public final class Routing {
    private final Models models;
    private final Clock clock;
    private final Attempts attempts;

    public Routing(Models models, Metrics metrics, Clock clock, RandomGenerator random) {
        this.models = models;
        this.clock = clock;
        this.attempts = new Attempts(new Deployments(clock), clock, random, Pause.REAL);
        models.configured().forEach(model -> model.deployments().forEach(target -> show(model, target, metrics)));
    }

    private void show(Models.Model model, Target target, Metrics metrics) {
        metrics.gauge(
                "weir.breaker.state",
                "A deployment's breaker: 0 closed, 1 half open, 2 open",
                Map.of("model", model.name(), "deployment", target.name()),
                attempts.deployments(),
                deployments -> deployments.health(model, target).state().ordinal());
    }

    public Stage stage() {
        return new RoutingStage(models, attempts);
    }

    public Models models() {
        return models;
    }

    public Routes routes() {
        return new DeploymentRoutes(models, attempts.deployments(), clock).routes();
    }
}
