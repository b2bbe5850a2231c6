package dev.weir.routing;

import dev.weir.pipeline.Stage;

/** Wires the room. */
public final class Routing {
    private final Models models;

    public Routing(Models models) {
        this.models = models;
    }

    public Stage stage() {
        return new RoutingStage(models);
    }

    public Models models() {
        return models;
    }
}
