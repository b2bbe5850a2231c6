package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.spi.Capability;
import dev.weir.spi.Target;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way to answer for a public model.
 *
 * @param weight its share under a strategy that shares
 * @param context how many tokens input and output may have together; null if that is not known
 * @param regions where it processes what it is sent; empty if that is not known
 * @param capabilities what it can do; empty if that is not known
 * @param tags what a request can ask for by its own tags
 * @param lenient whether it may be sent a request without what its dialect cannot express
 * @param load what it is doing now
 */
public record Deployment(
        Target target,
        int weight,
        Limits limits,
        @Nullable Long context,
        Set<String> regions,
        Set<Capability> capabilities,
        Map<String, String> tags,
        boolean lenient,
        Load load) {
    public Deployment {
        regions = Set.copyOf(regions);
        capabilities = Set.copyOf(capabilities);
        tags = Map.copyOf(tags);
    }

    /** The same, with limits that no other model's calls count in. */
    Deployment apart(Clock clock) {
        return new Deployment(
                target, weight, limits, context, regions, capabilities, tags, lenient, new Load(limits, clock));
    }

    /** One of which nothing is known. */
    static Deployment of(Target target, Load load) {
        return new Deployment(target, 1, Limits.NONE, null, Set.of(), Set.of(), Map.of(), false, load);
    }
}
