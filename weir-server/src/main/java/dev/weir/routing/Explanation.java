package dev.weir.routing;

import dev.weir.metering.Price;
import dev.weir.spi.Capability;
import dev.weir.spi.Money;
import dev.weir.spi.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to a request now: who was considered, who was dropped and why, and who would be called in which
 * order. For a strategy that draws lots, one draw.
 *
 * @param needs what the request needs beyond text
 * @param expectedOutputTokens the request's own limit, or what is usual
 * @param considered every deployment of the model
 * @param chosen the first is called first, the next one if that fails
 * @param reasons the strategy's own for this order, such as a class and its probability
 * @param cascade when the next one is called although the one before has answered; null unless the strategy is cascade
 * @param refusal the answer if nobody would be called
 * @param affinity what the request has in common with others, and to whom it belongs; null for nothing
 */
public record Explanation(
        String model,
        String strategy,
        List<String> needs,
        long expectedOutputTokens,
        List<String> considered,
        List<Dropped> dropped,
        List<Chosen> chosen,
        Map<String, String> reasons,
        @Nullable Cascading cascade,
        @Nullable Refusal refusal,
        Affinity.@Nullable Outcome affinity) {

    /** One that would not be called. */
    public record Dropped(String deployment, String filter, String reason) {}

    /**
     * One that would be called.
     *
     * @param inputTokens of the request, as this model counts
     * @param expectedCost a decimal; null if there is no price
     * @param price in words
     */
    public record Chosen(
            String deployment,
            long inputTokens,
            @Nullable String expectedCost,
            @Nullable String costCurrency,
            @Nullable String price,
            int weight,
            LimitUse used) {}

    /**
     * What an answer must reach to be passed on; the last deployment's always is.
     *
     * @param judge {@code whole} or {@code beginning}, for streams
     * @param probability the least geometric mean of the tokens' probabilities; null if it is only shown
     * @param lowest the least probability of a token; null if it is only shown
     * @param confidence the least of {@code weir/extractive}
     * @param scorers the least score of each
     */
    public record Cascading(
            String judge,
            boolean validity,
            @Nullable Double probability,
            @Nullable Double lowest,
            double confidence,
            Map<String, Double> scorers) {}

    /** The error that the caller would see. */
    public record Refusal(String code, int status, String message) {}

    static Explanation of(Plan plan) {
        return new Explanation(
                plan.model().name(),
                plan.model().strategyName(),
                plan.demand().needs().stream().map(Capability::wire).toList(),
                plan.demand().expectedOutput(),
                plan.model().deployments().stream()
                        .map(one -> one.target().name())
                        .toList(),
                plan.dropped().stream().map(Explanation::dropped).toList(),
                plan.order().stream().map(one -> chosen(one, plan.demand())).toList(),
                plan.reasons(),
                cascading(plan.model().cascade()),
                plan.order().isEmpty() ? refusal(plan) : null,
                plan.affinity());
    }

    static @Nullable Cascading cascading(@Nullable CascadePolicy policy) {
        return policy == null
                ? null
                : new Cascading(
                        policy.judge().name().toLowerCase(Locale.ROOT),
                        policy.validity(),
                        policy.probability(),
                        policy.lowest(),
                        policy.confidence(),
                        policy.sortedScorers());
    }

    private static Dropped dropped(Plan.Dropped dropped) {
        return new Dropped(
                dropped.deployment().target().name(), dropped.filter().name(), dropped.why());
    }

    private static Chosen chosen(Deployment deployment, Demand demand) {
        Target target = deployment.target();
        Price price = demand.price(target);
        Money cost = demand.expectedCost(target);
        return new Chosen(
                target.name(),
                demand.inputTokens(target),
                cost == null ? null : cost.display(),
                price == null ? null : price.currency(),
                price == null ? null : price.text(),
                deployment.weight(),
                LimitUse.of(deployment));
    }

    private static Refusal refusal(Plan plan) {
        var refused = plan.refusal();
        return new Refusal(refused.code().wire(), refused.status(), refused.message());
    }
}
