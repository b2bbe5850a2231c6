package dev.weir.routing;

import java.util.List;
import java.util.Optional;

/** Data residency: asked for by the request, by the model, or by both. A deployment that names no region is in none. */
final class RegionFilter implements Filter {
    @Override
    public String name() {
        return "regions";
    }

    @Override
    public String field() {
        return "weir.regions";
    }

    @Override
    public Optional<String> drops(Deployment deployment, Demand demand) {
        return drops(deployment, demand.call().options().regions(), "the request")
                .or(() -> drops(deployment, demand.model().regions(), "the model"));
    }

    private static Optional<String> drops(Deployment deployment, List<String> allowed, String who) {
        boolean stays =
                allowed.isEmpty() || (!deployment.regions().isEmpty() && allowed.containsAll(deployment.regions()));
        return stays ? Optional.empty() : Optional.of(where(deployment) + ", " + who + " allows " + listed(allowed));
    }

    private static String where(Deployment deployment) {
        return deployment.regions().isEmpty()
                ? "does not say in which region it is"
                : "is in " + listed(deployment.regions().stream().sorted().toList());
    }

    private static String listed(List<String> regions) {
        return String.join(", ", regions);
    }
}
