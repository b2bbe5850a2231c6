package dev.weir.console;

import dev.weir.console.jte.JtemodelsGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.routing.Explanation;
import dev.weir.routing.ModelOverview;
import dev.weir.spi.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class ModelPages {
    private final RouteSource routes;
    private final Shells shells;

    ModelPages(RouteSource routes, Shells shells) {
        this.routes = routes;
        this.shells = shells;
    }

    void add(Routes pages) {
        pages.get(
                Room.MODELS.path(),
                Access.from(Room.MODELS.role()),
                "The models, who serves them, and where a request would go.",
                this::show);
    }

    private Response show(Request request) {
        List<ModelOverview> models = routes.models(request.principal());
        DryRun wanted = DryRun.of(request);
        Explanation explanation = null;
        String problem = "";
        if (wanted.isAsked() && request.principal().may(Role.DEVELOPER)) {
            try {
                explanation = routes.explain(request.principal(), wanted.body());
            } catch (Refusal refusal) {
                problem = refusal.refused().message();
            }
        }
        return page(request, models, wanted, explanation, problem);
    }

    private Response page(
            Request request,
            List<ModelOverview> models,
            DryRun wanted,
            @Nullable Explanation explanation,
            String problem) {
        ModelsPage page = new ModelsPage(
                shells.in(Room.MODELS, request),
                models,
                wanted,
                explanation,
                problem,
                request.principal().may(Role.DEVELOPER));
        return Html.page(out -> JtemodelsGenerated.render(out, null, page));
    }
}
