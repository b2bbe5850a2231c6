package dev.weir.routing;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.metering.PriceList;
import dev.weir.metering.TokenEstimator;
import dev.weir.pipeline.Stage;
import dev.weir.telemetry.Metrics;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Wires the room. */
public final class Routing {
    private final Models models;
    private final Loads loads;
    private final Planner planner;
    private final Explainer explainer;
    private final Attempts attempts;
    private final DeploymentGauges gauges;

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
        this.gauges = new DeploymentGauges(metrics, attempts.deployments());
        gauges.show(models.configured());
    }

    /** Stands where nothing has gone by the model's name yet. */
    public Stage aliases() {
        return new AliasStage(models);
    }

    public Stage stage() {
        return new RoutingStage(models, planner, attempts);
    }

    /** {@code /api/routes} and {@code /api/deployments}. */
    public Routes routes() {
        return new ExplainRoutes(explainer).routes().with(new DeploymentRoutes(explainer).routes());
    }

    /** Offers other models from now on, without disturbing the calls in progress. */
    public void change(Models.Offer changed) {
        List<Models.Model> before = models.configured();
        Collection<Models.Model> after = changed.configured().values();
        attempts.deployments().change(before, after);
        models.replace(changed);
        loads.keepOnly(after);
        attempts.judges().forget();
        gauges.show(after);
    }

    public Models models() {
        return models;
    }

    public Explainer explainer() {
        return explainer;
    }
}
