package dev.weir.routing;

import com.google.auto.service.AutoService;
import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws without putting back, each draw in proportion to the weights that are left. Those of weight 0 come last, in the
 * configuration's order.
 */
final class WeightedStrategy implements Strategy {
    private final RandomGenerator random;

    WeightedStrategy(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public List<Candidate> order(Call call, List<Candidate> candidates) {
        List<Candidate> left = new ArrayList<>(candidates);
        List<Candidate> order = new ArrayList<>(left.size());
        long sum = left.stream().mapToLong(Candidate::weight).sum();
        while (sum > 0) {
            Candidate drawn = left.remove(place(left, random.nextLong(sum)));
            order.add(drawn);
            sum -= drawn.weight();
        }
        order.addAll(left);
        return order;
    }

    private static int place(List<Candidate> candidates, long draw) {
        long rest = draw;
        int place = 0;
        while (rest >= candidates.get(place).weight()) {
            rest -= candidates.get(place++).weight();
        }
        return place;
    }

    @Override
    public boolean allowsAffinity() {
        return true;
    }

    /** Makes them. */
    @AutoService(Strategy.Factory.class)
    public static final class Factory implements Strategy.Factory {
        @Override
        public String name() {
            return "weighted";
        }

        @Override
        public Strategy create(ExtensionContext context) {
            return new WeightedStrategy(context.random());
        }
    }
}
