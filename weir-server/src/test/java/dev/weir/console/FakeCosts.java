package dev.weir.console;

import dev.weir.metering.Total;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.usage.Amount;
import dev.weir.usage.Dimension;
import dev.weir.usage.Measure;
import dev.weir.usage.Sums;
import dev.weir.usage.UsageRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A team that spends some twelve dollars on working days and half of it at week-ends. */
record FakeCosts(boolean filled) implements CostSource {
    private static Money dollars(double amount) {
        return Money.of(BigDecimal.valueOf(Math.round(amount * 1e6), 6));
    }

    private static Sums sums(double dollars) {
        return new Sums()
                .add(Measure.REQUESTS, Math.round(dollars * 90))
                .add(Measure.ATTEMPTS, Math.round(dollars * 92))
                .add(Measure.FAILED_ATTEMPTS, Math.round(dollars * 2))
                .add(Measure.CACHED_REQUESTS, Math.round(dollars * 7))
                .add(Measure.INPUT_TOKENS, Math.round(dollars * 61_000))
                .add(Measure.OUTPUT_TOKENS, Math.round(dollars * 12_400))
                .add(Amount.COST, dollars(dollars))
                .add(Amount.FAILED_COST, dollars(dollars * .012))
                .add(Amount.CACHE_SAVINGS, dollars(dollars * .07));
    }

    private static double cost(LocalDate day) {
        double wave = Math.sin(day.toEpochDay() * 1.7) * 2.1 + Math.cos(day.toEpochDay() * .6);
        return (day.getDayOfWeek().getValue() > 5 ? 5.2 : 12.4) + wave;
    }

    private static List<LocalDate> dates(Instant from, Instant to) {
        LocalDate now = LocalDate.ofInstant(FakeTraces.NOW, ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(to.minusNanos(1), ZoneOffset.UTC);
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        LocalDate end = (last.isAfter(now) ? now : last).plusDays(1);
        return first.isAfter(end) ? List.of() : first.datesUntil(end).toList();
    }

    @Override
    public List<UsageRow> days(Principal principal, Instant from, Instant to, Map<Dimension, String> filter) {
        return !filled
                ? List.of()
                : dates(from, to).stream()
                        .map(day -> new UsageRow(Map.of("day", day.toString()), sums(cost(day)), "USD"))
                        .toList();
    }

    @Override
    public List<UsageRow> sums(Principal principal, Instant from, Instant to, Map<Dimension, String> filter) {
        double all = dates(from, to).stream().mapToDouble(FakeCosts::cost).sum();
        return filled
                ? List.of(new UsageRow(Map.of(), sums(all), "USD"), new UsageRow(Map.of(), sums(.4), "EUR"))
                : List.of();
    }

    @Override
    public List<Line> dearest(
            Principal principal, Instant from, Instant to, Dimension by, Map<Dimension, String> filter, int most) {
        double all = dates(from, to).stream().mapToDouble(FakeCosts::cost).sum();
        List<Line> lines = new ArrayList<>();
        if (filled) {
            lines.add(line("support-main", by, all * .71));
            lines.add(line("small", by, all * .26));
            lines.add(line("<script>alert(1)</script>", by, all * .02));
            lines.add(line("", by, all * .01));
        }
        return lines;
    }

    private static Line line(String value, Dimension by, double cost) {
        return new Line(value, value, new UsageRow(Map.of(by.wire(), value), sums(cost), "USD"));
    }

    @Override
    public List<Budget> budgets(Principal principal) {
        return filled
                ? List.of(new Budget(
                        "project 'support'",
                        "month",
                        "USD",
                        Total.of(dollars(350)),
                        Total.of(dollars(214.18)),
                        Total.of(dollars(1.2)),
                        Instant.parse("2026-12-01T00:00:00Z")))
                : List.of();
    }

    @Override
    public @Nullable String warning() {
        return null;
    }
}
