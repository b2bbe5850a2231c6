package dev.weir.anomaly;

import dev.weir.kernel.Clock;
import dev.weir.notice.Notice;
import dev.weir.notice.Notices;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import dev.weir.usage.KeyHours;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Compares the hour that runs, and the one before it, of each key with the same hour of the 28 days before: with those of
 * workdays on workdays and of weekends at weekends, where there are enough of them. An hour without use counts as zero
 * from the day on that the key was first used. With fewer than {@value #LEAST_HISTORY} such hours nothing is said.
 */
final class AnomalyWatch implements Runnable {
    static final int LEAST_HISTORY = 7;
    private static final int DAYS = 28;
    private static final int HOURS_OF_DAY = 24;
    private static final Duration NEWS = Duration.ofHours(24);

    private final KeyHours hours;
    private final Tenancy tenancy;
    private final Notices notices;
    private final Clock clock;

    AnomalyWatch(KeyHours hours, Tenancy tenancy, Notices notices, Clock clock) {
        this.hours = hours;
        this.tenancy = tenancy;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * A key of a project and what of it is measured.
     *
     * @param currency empty for what is no money
     */
    record Series(ProjectId project, KeyId key, Measure measure, String currency) {}

    /** What was used in one hour. */
    record Point(Series series, long hour, long used) {}

    @Override
    public void run() {
        Instant now = clock.instant();
        long hour = Hour.of(now);
        for (ProjectId project : tenancy.allProjects()) {
            Map<Long, List<Point>> doubtful = points(project, List.of(hour - 1, hour)).stream()
                    .filter(point -> isMuch(point) && !notices.isTold(id(point)))
                    .collect(Collectors.groupingBy(Point::hour));
            doubtful.forEach((at, points) -> {
                History history = history(project, at);
                for (Point point : points) {
                    history.judge(point)
                            .filter(Deviation::isUnusual)
                            .ifPresent(deviation -> tell(point, deviation, now));
                }
            });
        }
    }

    /** Whether it would be unusual for a key that is never used: less never is. */
    private static boolean isMuch(Point point) {
        return Deviation.of(point.used(), List.of(0.0), point.series().measure().floor())
                .isUnusual();
    }

    private List<Point> points(ProjectId project, Collection<Long> at) {
        Map<Series, Map<Long, Long>> sums = new HashMap<>();
        for (KeyHours.Used used : hours.in(project, at)) {
            for (Measure measure : Measure.values()) {
                String currency = measure == Measure.COST ? used.currency() : "";
                sums.computeIfAbsent(new Series(project, used.key(), measure, currency), made -> new HashMap<>())
                        .merge(used.hour(), measure.of(used), Long::sum);
            }
        }
        List<Point> points = new ArrayList<>();
        sums.forEach((series, used) -> used.forEach((hour, sum) -> points.add(new Point(series, hour, sum))));
        return points;
    }

    /** The same hour of the days before. */
    History history(ProjectId project, long hour) {
        long first = hour - (long) DAYS * HOURS_OF_DAY;
        List<Long> before = LongStream.rangeClosed(1, DAYS)
                .mapToObj(day -> hour - day * HOURS_OF_DAY)
                .toList();
        return new History(points(project, before), hours.firstDays(project, first));
    }

    /** What a project's keys used in one hour of the day. */
    static final class History {
        private final Map<Series, Map<Long, Long>> used = new HashMap<>();
        private final Map<KeyId, Long> firstDays;

        private History(List<Point> points, Map<KeyId, Long> firstDays) {
            this.firstDays = firstDays;
            for (Point point : points) {
                used.computeIfAbsent(point.series(), made -> new HashMap<>()).put(point.hour(), point.used());
            }
        }

        /** Empty while there is too little to compare with. */
        Optional<Deviation> judge(Point point) {
            Series series = point.series();
            long first = firstDays.getOrDefault(series.key(), point.hour());
            Map<Long, Long> own = used.getOrDefault(series, Map.of());
            List<Double> alike = new ArrayList<>();
            List<Double> all = new ArrayList<>();
            for (int day = 1; day <= DAYS; day++) {
                long hour = point.hour() - (long) day * HOURS_OF_DAY;
                if (hour >= first) {
                    double value = own.getOrDefault(hour, 0L);
                    all.add(value);
                    if (isWeekend(hour) == isWeekend(point.hour())) {
                        alike.add(value);
                    }
                }
            }
            List<Double> history = alike.size() >= LEAST_HISTORY ? alike : all;
            return history.size() < LEAST_HISTORY
                    ? Optional.empty()
                    : Optional.of(
                            Deviation.of(point.used(), history, series.measure().floor()));
        }
    }

    private static boolean isWeekend(long hour) {
        DayOfWeek day = Hour.start(hour).atZone(ZoneOffset.UTC).getDayOfWeek();
        return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    }

    private static String id(Point point) {
        Series series = point.series();
        return Notice.id(
                "usage.anomaly",
                series.project().value(),
                series.key().value(),
                series.measure().wire(),
                series.currency(),
                Long.toString(point.hour()));
    }

    private void tell(Point point, Deviation deviation, Instant now) {
        Series series = point.series();
        tenancy.project(series.project()).ifPresent(project -> {
            String name = tenancy.key(series.key())
                    .map(VirtualKey::name)
                    .orElse(series.key().value());
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("measure", series.measure().wire());
            details.put("value", shown(series, point.used()));
            details.put("usual", shown(series, deviation.median()));
            details.put(
                    "score",
                    BigDecimal.valueOf(deviation.score())
                            .setScale(1, RoundingMode.HALF_EVEN)
                            .toPlainString());
            details.put("hours_compared", (long) deviation.history());
            details.put("hour", Hour.start(point.hour()).toString());
            if (!series.currency().isEmpty()) {
                details.put("currency", series.currency());
            }
            notices.tell(new Notice(
                    id(point),
                    "usage.anomaly",
                    project.organization(),
                    series.project(),
                    "key",
                    series.key().value(),
                    "key '" + name + "'",
                    "The key '" + name + "' has unusual " + series.measure().wire() + ": " + shown(series, point.used())
                            + unit(series) + " in the hour from " + Hour.start(point.hour()) + ", where "
                            + shown(series, deviation.median()) + " are usual.",
                    now,
                    now.plus(NEWS),
                    details));
        });
    }

    private static String unit(Series series) {
        return series.currency().isEmpty() ? "" : " " + series.currency();
    }

    private static String shown(Series series, double value) {
        return series.currency().isEmpty()
                ? BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_EVEN).toPlainString()
                : BigDecimal.valueOf(value)
                        .movePointLeft(6)
                        .setScale(6, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }
}
