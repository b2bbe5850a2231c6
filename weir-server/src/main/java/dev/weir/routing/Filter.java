package dev.weir.routing;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A condition that a deployment must meet to be called at all. */
interface Filter {
    /** All of them, in the order in which they are asked; limits last, since they pass. */
    List<Filter> ALL = List.of(
            new RegionFilter(),
            new TagFilter(),
            new CapabilityFilter(),
            new ContextFilter(),
            new CostFilter(),
            new LimitFilter());

    /** What explanations call it. */
    String name();

    /** The request's field that makes the difference; null if there is no single one. */
    @Nullable
    String field();

    /** Why the deployment is dropped, following its name; empty if it is not. */
    Optional<String> drops(Deployment deployment, Demand demand);
}
