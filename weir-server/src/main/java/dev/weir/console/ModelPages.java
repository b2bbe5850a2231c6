package dev.weir.console;

import dev.weir.console.jte.JtemodelsGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.routing.DeploymentView;
import dev.weir.routing.Explanation;
import dev.weir.routing.ModelOverview;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class ModelPages {
    private final RouteSource routes;
    private final Shells shells;
    private final InstantSource clock;

    ModelPages(RouteSource routes, Shells shells, InstantSource clock) {
        this.routes = routes;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes pages) {
        pages.get(
                Room.MODELS.path(),
                Access.from(Room.MODELS.role()),
                "The models, how their deployments are, and where a request would go.",
                this::show);
    }

    private Response show(Request request) {
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
        return page(request, wanted, explanation, problem);
    }

    private Response page(Request request, DryRun wanted, @Nullable Explanation explanation, String problem) {
        List<ModelOverview> models = routes.models(request.principal());
        List<RouteChart> charts = new ArrayList<>();
        List<DeploymentRow> rows = new ArrayList<>();
        Map<String, DeploymentView> views = views(request);
        Instant now = clock.instant();
        for (ModelOverview model : models) {
            List<DeploymentRow> own = rows(model, views, now);
            rows.addAll(own);
            if (own.size() > 1) {
                charts.add(RouteChart.of(model, own));
            }
        }
        DeploymentRow chosen = chosen(request, rows);
        ModelsPage page = new ModelsPage(
                shells.in(Room.MODELS, request),
                models,
                charts,
                rows,
                chosen,
                self(request),
                wanted,
                explanation,
                problem,
                request.principal().may(Role.DEVELOPER));
        return Html.page(out -> JtemodelsGenerated.render(out, null, page));
    }

    private Map<String, DeploymentView> views(Request request) {
        Map<String, DeploymentView> views = new HashMap<>();
        routes.deployments(request.principal()).forEach(view -> views.put(key(view.model(), view.deployment()), view));
        return views;
    }

    private static String key(String model, String deployment) {
        return model + " " + deployment;
    }

    /** A deployment that appeared between the two looks is shown at the next one. */
    private static List<DeploymentRow> rows(ModelOverview model, Map<String, DeploymentView> views, Instant now) {
        List<DeploymentRow> rows = new ArrayList<>();
        for (int i = 0; i < model.deployments().size(); i++) {
            ModelOverview.Entry entry = model.deployments().get(i);
            DeploymentView view = views.get(key(model.name(), entry.deployment()));
            if (view != null) {
                rows.add(new DeploymentRow(view, ModelsPage.place(model, i), ModelsPage.facts(entry), now));
            }
        }
        return rows;
    }

    /** The one that the address names, else the one that is worst off, the busiest of them. */
    private static @Nullable DeploymentRow chosen(Request request, List<DeploymentRow> rows) {
        String model = request.query("of").orElse("");
        String deployment = request.query("deployment").orElse("");
        return rows.stream()
                .filter(row -> row.view().model().equals(model) && row.name().equals(deployment))
                .findFirst()
                .or(() -> rows.stream()
                        .max(Comparator.comparingInt(ModelPages::trouble)
                                .thenComparing(row -> row.view().hour().attempts())))
                .orElse(null);
    }

    private static int trouble(DeploymentRow row) {
        return switch (row.view().health()) {
            case IDLE, HEALTHY -> 0;
            case FAILING -> 1;
            case RESTING -> 2;
            case PROBING -> 3;
            case DOWN -> 4;
        };
    }

    private static String self(Request request) {
        return Link.to(Room.MODELS.path())
                .with("of", request.query("of").orElse(""))
                .with("deployment", request.query("deployment").orElse(""))
                .address();
    }
}
