package dev.weir.routing;

import com.google.auto.service.AutoService;
import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Strategy;
import java.util.List;

/**
 * The order in which the configuration names them, the cheapest first. What makes it a cascade is the model's {@link
 * CascadePolicy}: an answer is judged before it is passed on, and one that is not good enough makes {@link Cascade} ask
 * the next deployment.
 */
final class CascadeStrategy implements Strategy {
    static final String NAME = "cascade";

    @Override
    public List<Candidate> order(Call call, List<Candidate> candidates) {
        return candidates;
    }

    /** Makes them. */
    @AutoService(Strategy.Factory.class)
    public static final class Factory implements Strategy.Factory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Strategy create(ExtensionContext context) {
            return new CascadeStrategy();
        }
    }
}
