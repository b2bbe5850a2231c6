package dev.weir.anomaly;

import dev.weir.anomaly.KeyHoursDao.Point;
import dev.weir.anomaly.KeyHoursDao.Series;
import dev.weir.kernel.Clock;
import dev.weir.notice.Notice;
import dev.weir.notice.Notices;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    private final KeyHoursDao hours;
    private final Tenancy tenancy;
    private final Notices notices;
    private final Clock clock;

    AnomalyWatch(KeyHoursDao hours, Tenancy tenancy, Notices notices, Clock clock) {
        this.hours = hours;
        this.tenancy = tenancy;
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        long hour = Hour.of(now);
        for (Point point : hours.in(hour - 1, hour)) {
            if (!notices.isTold(id(point))) {
                judge(point).filter(Deviation::isUnusual).ifPresent(deviation -> tell(point, deviation, now));
            }
        }
        hours.deleteOld(now);
    }

    /** Empty while there is too little to compare with. */
    Optional<Deviation> judge(Point point) {
        Series series = point.series();
        long first = hours.first(series.project(), series, point.hour());
        Map<Long, Long> used = hours.history(series.project(), series, point.hour());
        List<Double> alike = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (int day = 1; day <= DAYS; day++) {
            long hour = point.hour() - (long) day * HOURS_OF_DAY;
            if (hour >= first - first % HOURS_OF_DAY) {
                double value = used.getOrDefault(hour, 0L);
                all.add(value);
                if (isWeekend(hour) == isWeekend(point.hour())) {
                    alike.add(value);
                }
            }
        }
        List<Double> history = alike.size() >= LEAST_HISTORY ? alike : all;
        return history.size() < LEAST_HISTORY
                ? Optional.empty()
                : Optional.of(Deviation.of(point.used(), history, floor(series)));
    }

    private static double floor(Series series) {
        for (Measure measure : Measure.values()) {
            if (measure.wire().equals(series.measure())) {
                return measure.floor();
            }
        }
        throw new IllegalStateException("no measure is called " + series.measure());
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
                series.measure(),
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
            details.put("measure", series.measure());
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
                    "The key '" + name + "' has unusual " + series.measure() + ": " + shown(series, point.used())
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
