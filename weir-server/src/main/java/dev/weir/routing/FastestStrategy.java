package dev.weir.routing;

import com.google.auto.service.AutoService;
import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Takes two at random and prefers the one whose latency, times the calls it would then be answering, is lower; then two
 * of the rest, and so on. Choosing between two spreads calls almost as well as choosing among all, and keeps callers
 * from rushing to the same one (M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001). One
 * that was never measured gets a call first, but only one at a time.
 */
final class FastestStrategy implements Strategy {
    private final RandomGenerator random;

    FastestStrategy(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public List<Candidate> order(Call call, List<Candidate> candidates) {
        List<Candidate> left = new ArrayList<>(candidates);
        List<Candidate> order = new ArrayList<>(left.size());
        while (left.size() > 1) {
            order.add(left.remove(betterOfTwo(left)));
        }
        order.addAll(left);
        return order;
    }

    private int betterOfTwo(List<Candidate> candidates) {
        int one = random.nextInt(candidates.size());
        int other = random.nextInt(candidates.size() - 1);
        other += other >= one ? 1 : 0;
        return score(candidates.get(other)) < score(candidates.get(one)) ? other : one;
    }

    private static double score(Candidate candidate) {
        Duration latency = candidate.latency();
        if (latency == null) {
            return candidate.inFlight() == 0 ? -1 : Double.MAX_VALUE;
        }
        return (double) latency.toNanos() * (candidate.inFlight() + 1);
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
            return "fastest";
        }

        @Override
        public Strategy create(ExtensionContext context) {
            return new FastestStrategy(context.random());
        }
    }
}
