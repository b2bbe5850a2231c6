package dev.weir.drill;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Stage;
import dev.weir.routing.Models;
import dev.weir.store.JournalRecord.AdminAction;
import java.util.function.Consumer;

/** Wires the room. */
public final class DrillRoom {
    private final Drills drills;
    private final DrillRoutes routes;

    public DrillRoom(Models models, Consumer<AdminAction> journal, Clock clock, IdSource ids) {
        this.drills = new Drills(clock);
        this.routes = new DrillRoutes(drills, models, journal, clock, ids);
        models.substitute(drills::instead);
    }

    /** Stands next to the provider. */
    public Stage stage() {
        return new DrillStage(drills);
    }

    /** That stage for every call but those that are part of a drill, which pass it by. */
    public Stage passing(Stage stage) {
        return (call, next) ->
                drills.of(call, call.operation().model()).isEmpty() ? stage.handle(call, next) : next.proceed(call);
    }

    public Routes routes() {
        return routes.routes();
    }
}
