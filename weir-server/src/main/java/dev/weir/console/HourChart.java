package dev.weir.console;

import dev.weir.routing.AttemptCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last hour of a deployment by minutes, 120 high and as wide as its column: how long answers took, and below them
 * attempts that failed.
 *
 * @param label the finding
 */
public record HourChart(
        List<Level> levels,
        String p95,
        String p50,
        String firstToken,
        List<Dot> dots,
        List<Failed> failed,
        List<String> times,
        String label) {
    private static final double HEIGHT = 120;
    private static final double ROOM = 108;
    private static final int MINUTES = 60;
    private static final int FEW = 15;
    private static final double UNMEASURED = 1000;

    public HourChart {
        levels = List.copyOf(levels);
        dots = List.copyOf(dots);
        failed = List.copyOf(failed);
        times = List.copyOf(times);
    }

    /** One grid line and its label. */
    public record Level(String y, String textY, String text) {}

    /** The p95 of one minute, where they are so few that a line alone would hide them. */
    public record Dot(String x, String y) {}

    /** A minute in which attempts failed; {@code x} and {@code width} are SVG lengths. */
    public record Failed(String x, String width, String title) {}

    static HourChart of(DeploymentRow row) {
        List<AttemptCounts.Minute> minutes = row.view().minutes();
        double most = minutes.stream()
                .map(minute -> minute.counts().p95Ms())
                .mapToDouble(p95 -> p95 == null ? 0 : p95)
                .max()
                .orElse(0);
        double step = step(most == 0 ? UNMEASURED : Math.max(most, 1));
        double top = step * Math.max(1, Math.ceil(most / step));
        List<Level> levels = new ArrayList<>();
        for (double at = 0; at <= top + step / 2; at += step) {
            double y = HEIGHT - ROOM * at / top;
            levels.add(new Level(Figures.plain(y), Figures.plain(y + 4), seconds(at, step)));
        }
        Instant now = row.now();
        return new HourChart(
                levels,
                line(row, top, AttemptCounts::p95Ms),
                line(row, top, AttemptCounts::p50Ms),
                line(row, top, AttemptCounts::firstTokenMs),
                dots(row, top),
                minutes.stream()
                        .filter(minute -> minute.counts().failed() > 0)
                        .map(minute -> failed(row, minute))
                        .toList(),
                List.of(
                        Figures.minute(now.minus(Duration.ofMinutes(MINUTES))),
                        Figures.minute(now.minus(Duration.ofMinutes(MINUTES / 2))),
                        Figures.minute(now)),
                "Median " + DeploymentRow.seconds(row.view().hour().p50Ms()) + " and 95th percentile "
                        + DeploymentRow.seconds(row.view().hour().p95Ms()) + " seconds in the last hour, by minute. "
                        + row.failuresLabel() + ".");
    }

    private static Failed failed(DeploymentRow row, AttemptCounts.Minute minute) {
        return new Failed(
                Figures.percent((row.place(minute) + 0.1) / MINUTES),
                Figures.percent(0.8 / MINUTES),
                DeploymentRow.failed(minute));
    }

    private static List<Dot> dots(DeploymentRow row, double top) {
        List<Dot> dots = new ArrayList<>();
        for (AttemptCounts.Minute minute : row.view().minutes()) {
            Long p95 = minute.counts().p95Ms();
            if (p95 != null) {
                dots.add(new Dot(
                        Figures.percent((row.place(minute) + 0.5) / MINUTES),
                        Figures.plain(HEIGHT - ROOM * p95 / top)));
            }
        }
        return dots.size() <= FEW ? dots : List.of();
    }

    /** A path over 60 × 120, from each minute in which there was an answer to the next. */
    private static String line(DeploymentRow row, double top, Function<AttemptCounts, @Nullable Long> value) {
        StringBuilder path = new StringBuilder();
        for (AttemptCounts.Minute minute : row.view().minutes()) {
            Long millis = value.apply(minute.counts());
            if (millis != null) {
                path.append(path.isEmpty() ? "M" : " L")
                        .append(Figures.plain(row.place(minute) + 0.5))
                        .append(' ')
                        .append(Figures.plain(HEIGHT - ROOM * millis / top));
            }
        }
        return path.toString();
    }

    private static String seconds(double millis, double step) {
        return Figures.decimals(millis / 1e3, step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3);
    }

    /** The smallest round step that makes at most four lines above the lowest. */
    private static double step(double most) {
        double decade = Math.pow(10, Math.floor(Math.log10(most / 4)));
        for (double factor : new double[] {1, 2, 5}) {
            if (most / (factor * decade) <= 4) {
                return factor * decade;
            }
        }
        return 10 * decade;
    }
}
