package dev.weir.console;

import java.time.Instant;
import java.util.List;

/**
 * @param from the start of the day that is shown
 */
public record HomePage(
        Shell shell,
        HomeView view,
        List<NextStep> steps,
        DayChart.Unit unit,
        DayChart chart,
        List<NoticeSource.Notice> notices,
        Instant from,
        Instant now) {

    public Spark requests() {
        return spark(hour -> (double) hour.requests());
    }

    public Spark latency() {
        return spark(hour -> Math.max(0, hour.p95Nanos()) / 1e6);
    }

    public Spark failures() {
        return spark(hour -> (double) hour.failed());
    }

    public Spark spend() {
        return spark(hour -> hour.spend().amount().doubleValue());
    }

    private Spark spark(java.util.function.Function<HomeView.Hour, Double> value) {
        return Spark.of(view.hours().stream().map(value).toList());
    }
}
