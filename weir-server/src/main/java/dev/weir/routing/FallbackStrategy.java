package dev.weir.routing;

import com.google.auto.service.AutoService;
import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Strategy;
import java.util.List;

/** The order in which the configuration names them. */
final class FallbackStrategy implements Strategy {
    static final String NAME = "fallback";

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
            return new FallbackStrategy();
        }
    }
}
