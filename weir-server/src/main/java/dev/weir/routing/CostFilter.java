package dev.weir.routing;

import dev.weir.spi.Money;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The price ceiling of the request or the model, whichever is lower. Without a price nobody knows: not called. */
final class CostFilter implements Filter {
    @Override
    public String name() {
        return "max_cost";
    }

    @Override
    public String field() {
        return "weir.max_cost";
    }

    @Override
    public Optional<String> drops(Deployment deployment, Demand demand) {
        Optional<Money> most = Stream.of(
                        Optional.ofNullable(demand.call().options().maxCost()),
                        Optional.ofNullable(demand.model().maxCost()))
                .flatMap(Optional::stream)
                .min(Money::compareTo);
        return most.flatMap(ceiling -> above(ceiling, demand.expectedCost(deployment.target())));
    }

    private static Optional<String> above(Money ceiling, @Nullable Money cost) {
        if (cost == null) {
            return Optional.of("has no known price, and the call may cost " + ceiling.display() + " at most");
        }
        return cost.compareTo(ceiling) <= 0
                ? Optional.empty()
                : Optional.of("is expected to cost " + cost.display() + ", and the call may cost " + ceiling.display()
                        + " at most");
    }
}
