package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RetryBudgetTest {
    /** Whatever fails, retries are at most ten, a fifth of the calls, and one a second. */
    @Property
    void retriesAreAFifthOfTheCallsAndOneASecond(@ForAll List<@IntRange(max = 9) Integer> steps) {
        HandClock clock = new HandClock();
        RetryBudget budget = new RetryBudget(clock);
        int calls = 0;
        int retries = 0;
        int tenths = 0;
        for (int step : steps) {
            if (step == 0) {
                clock.forward(Duration.ofMillis(100));
                tenths++;
            } else if (step < 4) {
                budget.earn();
                calls++;
            } else if (budget.spend()) {
                retries++;
            }
            assertThat(retries).isLessThanOrEqualTo(10 + calls / 5 + tenths / 10);
        }
    }

    @Property(tries = 10)
    void timePaysBackWhatWasSpent(@ForAll @IntRange(min = 1, max = 30) int seconds) {
        HandClock clock = new HandClock();
        RetryBudget budget = new RetryBudget(clock);
        while (budget.spend()) {
            assertThat(budget).isNotNull();
        }
        clock.forward(Duration.ofSeconds(seconds));
        int retries = 0;
        while (budget.spend()) {
            retries++;
        }
        assertThat(retries).isEqualTo(Math.min(10, seconds));
    }
}
