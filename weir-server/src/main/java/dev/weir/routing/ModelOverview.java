package dev.weir.routing;

import dev.weir.metering.Price;
import dev.weir.spi.Capability;
import dev.weir.spi.Money;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A public model and the state of its deployments.
 *
 * @param maxCost a decimal; null for no ceiling
 */
public record ModelOverview(
        String name,
        String strategy,
        List<String> regions,
        @Nullable String maxCost,
        List<Entry> deployments) {

    /**
     * A deployment.
     *
     * @param price in words; null if it is not known
     */
    public record Entry(
            String deployment,
            int weight,
            @Nullable Long context,
            List<String> regions,
            List<String> capabilities,
            Map<String, String> tags,
            @Nullable String price,
            LimitUse used) {

        static Entry of(Deployment deployment, @Nullable Price price) {
            return new Entry(
                    deployment.target().name(),
                    deployment.weight(),
                    deployment.context(),
                    deployment.regions().stream().sorted().toList(),
                    deployment.capabilities().stream()
                            .sorted()
                            .map(Capability::wire)
                            .toList(),
                    deployment.tags(),
                    price == null ? null : price.text(),
                    LimitUse.of(deployment));
        }
    }

    static ModelOverview of(Models.Model model, List<Entry> entries) {
        Money most = model.maxCost();
        return new ModelOverview(
                model.name(), model.strategyName(), model.regions(), most == null ? null : most.display(), entries);
    }
}
