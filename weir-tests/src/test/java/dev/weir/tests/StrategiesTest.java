package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.routing.Scorers;
import dev.weir.routing.Strategies;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Scorer;
import dev.weir.spi.Strategy;
import dev.weir.testkit.ScorerContract;
import dev.weir.testkit.StrategyContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The built-in strategies keep the contract of all. */
class StrategiesTest {
    private static final Strategies ALL = new Strategies();

    @Test
    void sixAreBuiltIn() {
        assertThat(ALL.names()).contains("fallback", "weighted", "cheapest", "fastest", "cascade", "classifier");
    }

    @Nested
    class Fallback extends StrategyContract {
        @Override
        protected Strategy strategy(ExtensionContext context) {
            return ALL.create("fallback", context);
        }
    }

    @Nested
    class Weighted extends StrategyContract {
        @Override
        protected Strategy strategy(ExtensionContext context) {
            return ALL.create("weighted", context);
        }
    }

    @Nested
    class Cheapest extends StrategyContract {
        @Override
        protected Strategy strategy(ExtensionContext context) {
            return ALL.create("cheapest", context);
        }
    }

    @Nested
    class Fastest extends StrategyContract {
        @Override
        protected Strategy strategy(ExtensionContext context) {
            return ALL.create("fastest", context);
        }
    }

    @Nested
    class Cascade extends StrategyContract {
        @Override
        protected Strategy strategy(ExtensionContext context) {
            return ALL.create("cascade", context);
        }
    }

    @Nested
    class CertainScorer extends ScorerContract {
        @Override
        protected Scorer scorer(ExtensionContext context) {
            return new Scorers(context).require("certain");
        }
    }

    @Nested
    class GroundedScorer extends ScorerContract {
        @Override
        protected Scorer scorer(ExtensionContext context) {
            return new Scorers(context).require("grounded");
        }
    }
}
