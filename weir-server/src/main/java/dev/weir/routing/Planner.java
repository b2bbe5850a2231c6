package dev.weir.routing;

import dev.weir.metering.Price;
import dev.weir.metering.PriceList;
import dev.weir.metering.TokenEstimator;
import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.Strategy;
import dev.weir.spi.Target;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a call into the order in which deployments are called: filters first, then the model's strategy. */
final class Planner {
    private final TokenEstimator tokens;
    private final PriceList prices;

    Planner(TokenEstimator tokens, PriceList prices) {
        this.tokens = tokens;
        this.prices = prices;
    }

    Plan plan(Call call, Models.Model model) {
        Demand demand = new Demand(call, model, tokens, prices);
        List<Plan.Dropped> dropped = new ArrayList<>();
        List<Deployment> left = new ArrayList<>(model.deployments().size());
        for (Deployment deployment : model.deployments()) {
            Optional<Plan.Dropped> reason = dropped(deployment, demand);
            reason.ifPresentOrElse(dropped::add, () -> left.add(deployment));
        }
        return left.size() < 2
                ? new Plan(model, demand, left, dropped, Map.of())
                : ordered(model, left, demand, dropped);
    }

    private static Optional<Plan.Dropped> dropped(Deployment deployment, Demand demand) {
        for (Filter filter : Filter.ALL) {
            Optional<String> why = filter.drops(deployment, demand);
            if (why.isPresent()) {
                return Optional.of(new Plan.Dropped(deployment, filter, why.get()));
            }
        }
        return Optional.empty();
    }

    /** A strategy that is an extension may name somebody twice, a stranger, or nobody. */
    private static Plan ordered(Models.Model model, List<Deployment> left, Demand demand, List<Plan.Dropped> dropped) {
        Map<Candidate, Deployment> deployments = new IdentityHashMap<>();
        List<Candidate> candidates = new ArrayList<>(left.size());
        for (Deployment deployment : left) {
            Candidate candidate = candidate(deployment, demand);
            candidates.add(candidate);
            deployments.put(candidate, deployment);
        }
        Strategy.Ordering ordering = model.strategy().decide(demand.call(), List.copyOf(candidates));
        List<Deployment> order = ordering.order().stream()
                .flatMap(candidate -> Optional.ofNullable(deployments.remove(candidate)).stream())
                .toList();
        return new Plan(model, demand, order.isEmpty() ? left : order, dropped, ordering.reasons());
    }

    private static Candidate candidate(Deployment deployment, Demand demand) {
        Target target = deployment.target();
        Load.Used used = deployment.load().used();
        Price price = demand.model().strategy().comparesCosts() ? demand.price(target) : null;
        return new Candidate(
                target,
                deployment.weight(),
                price == null ? null : demand.expectedCost(target),
                price == null ? null : price.currency(),
                used.inFlight(),
                used.latency());
    }
}
