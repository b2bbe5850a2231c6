package dev.weir.routing;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.metering.PriceList;
import dev.weir.metering.TokenEstimator;
import dev.weir.pipeline.Stage;
import java.util.Map;

/** Wires the room. */
public final class Routing {
    private final Models models;
    private final Loads loads;
    private final Planner planner;
    private final Explainer explainer;

    public Routing(Models models, Loads loads, TokenEstimator tokens, PriceList prices, Clock clock, IdSource ids) {
        this.models = models;
        this.loads = loads;
        this.planner = new Planner(tokens, prices);
        this.explainer = new Explainer(models, planner, prices, clock, ids);
    }

    public Stage stage() {
        return new RoutingStage(models, planner);
    }

    /** {@code /api/routes}. */
    public Routes routes() {
        return new ExplainRoutes(explainer).routes();
    }

    /** Offers other models from now on, without disturbing the calls in progress. */
    public void change(Map<String, Models.Model> configured, boolean listEverything) {
        models.replace(configured, listEverything);
        loads.keepOnly(configured.values());
    }

    public Models models() {
        return models;
    }

    public Explainer explainer() {
        return explainer;
    }
}
