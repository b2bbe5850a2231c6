package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.routing.Strategies;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Strategy;
import dev.weir.testkit.StrategyContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The built-in strategies keep the contract of all. */
class StrategiesTest {
    private static final Strategies ALL = new Strategies();

    @Test
    void fourAreBuiltIn() {
        assertThat(ALL.names()).contains("fallback", "weighted", "cheapest", "fastest");
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
}
