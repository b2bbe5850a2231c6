package dev.weir.routing;

import com.google.auto.service.AutoService;
import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Money;
import dev.weir.spi.Strategy;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lowest expected cost first. Those without a price come last, and so do those priced in another currency than the
 * first that has a price, since amounts in two currencies cannot be compared. Equal ones keep the configuration's order.
 */
final class CheapestStrategy implements Strategy {
    private static final Comparator<@Nullable Money> KNOWN_FIRST = Comparator.nullsLast(Comparator.naturalOrder());

    @Override
    public List<Candidate> order(Call call, List<Candidate> candidates) {
        String currency = candidates.stream()
                .filter(candidate -> candidate.currency() != null)
                .map(candidate -> String.valueOf(candidate.currency()))
                .findFirst()
                .orElse("");
        return candidates.stream()
                .sorted((a, b) -> KNOWN_FIRST.compare(cost(a, currency), cost(b, currency)))
                .toList();
    }

    private static @Nullable Money cost(Candidate candidate, String currency) {
        return currency.equals(candidate.currency()) ? candidate.expectedCost() : null;
    }

    @Override
    public boolean comparesCosts() {
        return true;
    }

    /** Makes them. */
    @AutoService(Strategy.Factory.class)
    public static final class Factory implements Strategy.Factory {
        @Override
        public String name() {
            return "cheapest";
        }

        @Override
        public Strategy create(ExtensionContext context) {
            return new CheapestStrategy();
        }
    }
}
