package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastTest {
    @Test
    void withoutAWholeWeekNothingIsSaid() {
        assertThat(Forecast.of(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0), 5, 10)).isEmpty();
    }

    @Test
    void daysThatAreAllTheSameGoOnWithoutDoubt() {
        Forecast forecast = Forecast.of(Collections.nCopies(7, 2.0), 20, 10.5).orElseThrow();

        assertThat(forecast).isEqualTo(new Forecast(41, 41, 41, 7));
    }

    @Test
    void wholeWeeksCountSoThatWeekEndsDoNotTipIt() {
        List<Double> days = new ArrayList<>();
        for (int day = 0; day < 16; day++) {
            days.add(day % 7 > 4 ? 0.0 : 10.0);
        }
        assertThat(Forecast.of(days, 0, 7).orElseThrow().expected()).isEqualTo(50, within(1e-9));
        assertThat(Forecast.of(days, 0, 7).orElseThrow().days()).isEqualTo(14);
    }

    /** Worked by hand: mean 4, deviation 2.1602, margin 2.447 · 2.1602 · √(3 + 9/7) = 10.943. */
    @Test
    void theIntervalIsThatOfTheSumOfFurtherDays() {
        Forecast forecast =
                Forecast.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), 8, 3).orElseThrow();

        assertThat(forecast.expected()).isEqualTo(20, within(1e-9));
        assertThat(forecast.high()).isEqualTo(30.943, within(0.001));
        assertThat(forecast.low()).isEqualTo(9.057, within(0.001));
    }

    /** The months of a made-up year end inside the interval about as often as it says. */
    @Test
    void nineteenOfTwentyEndInside() {
        Random random = new Random(4);
        int inside = 0;
        for (int i = 0; i < 2000; i++) {
            List<Double> history = days(random, 28);
            double left = days(random, 12).stream().mapToDouble(day -> day).sum();
            Forecast forecast = Forecast.of(history, 100, 12).orElseThrow();
            inside += 100 + left >= forecast.low() && 100 + left <= forecast.high() ? 1 : 0;
        }
        assertThat(inside / 2000.0).isBetween(0.93, 0.97);
    }

    private static List<Double> days(Random random, int count) {
        return random.doubles(count, 5, 15).boxed().toList();
    }
}
