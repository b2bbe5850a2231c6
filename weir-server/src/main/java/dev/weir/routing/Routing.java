package dev.weir.routing;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.metering.PriceList;
import dev.weir.metering.TokenEstimator;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Target;
import dev.weir.telemetry.Metrics;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Wires the room. */
public final class Routing {
    private final Models models;
    private final Loads loads;
    private final Planner planner;
    private final Explainer explainer;
    private final Attempts attempts;

    public Routing(
            Models models,
            Loads loads,
            TokenEstimator tokens,
            PriceList prices,
            Scorers scorers,
            Metrics metrics,
            Clock clock,
            IdSource ids,
            RandomGenerator random) {
        this.models = models;
        this.loads = loads;
        this.planner = new Planner(tokens, prices);
        this.attempts = new Attempts(new Deployments(clock), clock, random, Pause.REAL, new Judges(scorers, metrics));
        this.explainer = new Explainer(models, planner, prices, attempts.deployments(), clock, ids);
        models.configured()
                .forEach(model -> model.deployments().forEach(deployment -> show(model, deployment.target(), metrics)));
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
        return new RoutingStage(models, planner, attempts);
    }

    /** {@code /api/routes} and {@code /api/deployments}. */
    public Routes routes() {
        return new ExplainRoutes(explainer)
                .routes()
                .with(new DeploymentRoutes(explainer).routes());
    }

    /** Offers other models from now on, without disturbing the calls in progress. */
    public void change(Map<String, Models.Model> configured, boolean listEverything) {
        models.replace(configured, listEverything);
        loads.keepOnly(configured.values());
        attempts.judges().forget();
    }

    public Models models() {
        return models;
    }

    public Explainer explainer() {
        return explainer;
    }
}
