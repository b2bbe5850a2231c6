package dev.weir.routing;

import java.util.Map;
import java.util.Optional;

/** A tag of the request chooses among deployments if the model has deployments with a tag of that name. */
final class TagFilter implements Filter {
    @Override
    public String name() {
        return "tags";
    }

    @Override
    public String field() {
        return "weir.tags";
    }

    @Override
    public Optional<String> drops(Deployment deployment, Demand demand) {
        Map<String, String> asked = demand.call().options().tags();
        return asked.entrySet().stream()
                .filter(tag -> demand.model().hasTag(tag.getKey()))
                .filter(tag -> !tag.getValue().equals(deployment.tags().get(tag.getKey())))
                .map(tag -> "has not the tag " + tag.getKey() + ": " + tag.getValue())
                .findFirst();
    }
}
