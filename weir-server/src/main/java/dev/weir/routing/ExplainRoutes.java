package dev.weir.routing;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Routes;
import dev.weir.spi.Role;
import java.util.List;

/** Who serves which model, and why, under {@code /api/routes}. */
final class ExplainRoutes {
    private final Explainer explainer;

    ExplainRoutes(Explainer explainer) {
        this.explainer = explainer;
    }

    private record Overview(List<ModelOverview> data) {}

    Routes routes() {
        return new Routes()
                .get(
                        "/api/routes",
                        Access.from(Role.VIEWER),
                        "The models with their deployments, limits, what is used of them, and prices.",
                        request -> Json.ok(new Overview(explainer.overview())))
                .post(
                        "/api/routes/explain",
                        Access.from(Role.DEVELOPER),
                        "For the body of a chat or an embeddings request: which deployments were considered, why some"
                                + " were dropped, and in which order the others would be called. Calls nobody.",
                        """
                        {"model": "weir/extractive", "messages": [{"role": "user", "content": "How do I back up Weir?"}]}""",
                        request -> Json.ok(explainer.explain(request.principal(), request.body())));
    }
}
