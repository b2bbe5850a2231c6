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
        List<Level> levels, String p95, String p50, String firstToken, List<Failed> failed, List<String> times, String label) {
    private static final double HEIGHT = 120;
    private static final double ROOM = 108;
    private static final int MINUTES = 60;

    public HourChart {
        levels = List.copyOf(levels);
        failed = List.copyOf(failed);
        times = List.copyOf(times);
    }

    /** One grid line and its label. */
    public record Level(String y, String textY, String text) {}

    /** A minute in which attempts failed; {@code x} and {@code width} are SVG lengths. */
    public record Failed(String x, String width, String title) {}

    static HourChart of(DeploymentRow row) {
        List<AttemptCounts.Minute> minutes = row.view().minutes();
        double most = minutes.stream()
                .map(minute -> minute.counts().p95Ms())
                .mapToDouble(p95 -> p95 == null ? 0 : p95)
                .max()
                .orElse(0);
        double step = step(Math.max(most, 1));
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

    /** A path over 60 × 120; a gap of more than five minutes is not bridged. */
    private static String line(DeploymentRow row, double top, Function<AttemptCounts, @Nullable Long> value) {
        StringBuilder path = new StringBuilder();
        int last = -MINUTES;
        for (AttemptCounts.Minute minute : row.view().minutes()) {
            Long millis = value.apply(minute.counts());
            if (millis != null) {
                int place = row.place(minute);
                double y = HEIGHT - ROOM * millis / top;
                boolean bridged = place - last <= 5;
                path.append(bridged ? " L" : " M")
                        .append(Figures.plain(place + 0.5))
                        .append(' ')
                        .append(Figures.plain(y));
                if (!bridged) {
                    path.append(" h0.01");
                }
                last = place;
            }
        }
        return path.toString().strip();
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
