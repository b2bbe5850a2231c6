package dev.weir.console;

import dev.weir.routing.DeploymentView;
import dev.weir.routing.Explanation;
import dev.weir.routing.ModelOverview;
import dev.weir.spi.Principal;
import java.util.List;

/** The models, who serves them, and where a request would go. Thread-safe. */
public interface RouteSource {
    /** Every model that can be named, by name. */
    List<ModelOverview> models(Principal principal);

    /** Every deployment of those models and how it is. */
    List<DeploymentView> deployments(Principal principal);

    /**
     * What would happen to a request; calls nobody.
     *
     * @param body a chat request
     * @throws dev.weir.http.Refusal as the request itself would be refused
     */
    Explanation explain(Principal principal, byte[] body);
}
