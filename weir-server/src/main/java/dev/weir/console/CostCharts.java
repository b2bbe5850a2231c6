package dev.weir.console;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two drawings of the Costs page, as wide as it. Places are SVG lengths. */
final class CostCharts {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final double HEIGHT = 200;
    private static final double ROOM = 184;

    private CostCharts() {}

    /** A day and its cost. */
    record Day(LocalDate date, double cost) {}

    static String text(LocalDate day) {
        return DAY.format(day);
    }

    /** The cost of each day as a bar. */
    static CostPage.Bars bars(List<Day> days, String currency) {
        double most = days.stream().mapToDouble(Day::cost).max().orElse(0);
        Scale scale = Scale.of(most, currency);
        List<CostPage.Bar> bars = new ArrayList<>();
        for (int i = 0; i < days.size(); i++) {
            double height = ROOM * Math.max(0, days.get(i).cost) / scale.top;
            bars.add(new CostPage.Bar(
                    Figures.percent((i + 0.1) / days.size()),
                    Figures.percent(0.8 / days.size()),
                    Figures.plain(HEIGHT - height),
                    Figures.plain(height),
                    text(days.get(i).date) + ", " + money(days.get(i).cost, currency)));
        }
        double sum = days.stream().mapToDouble(Day::cost).sum();
        return new CostPage.Bars(
                bars,
                scale.lines(),
                times(days),
                "Cost by day, " + money(sum, currency) + " in all, at most " + money(most, currency) + " a day");
    }

    private static List<CostPage.Time> times(List<Day> days) {
        if (days.isEmpty()) {
            return List.of();
        }
        List<CostPage.Time> times = new ArrayList<>();
        times.add(new CostPage.Time("0%", "start", text(days.getFirst().date)));
        if (days.size() > 2) {
            times.add(new CostPage.Time("50%", "middle", text(days.get(days.size() / 2).date)));
        }
        times.add(new CostPage.Time("100%", "end", text(days.getLast().date)));
        return times;
    }

    /**
     * What a month has cost so far, day by day, and where it goes.
     *
     * @param days the days of the month up to today
     * @param length how many days the month has
     * @param at how much of the month is over, in days
     */
    static CostPage.Month month(
            List<Day> days,
            int length,
            double at,
            @Nullable Forecast forecast,
            @Nullable Double limit,
            String currency) {
        double spent = days.stream().mapToDouble(Day::cost).sum();
        double most = Math.max(spent, forecast == null ? 0 : forecast.high());
        double shown = limit == null || limit > 3 * most && most > 0 ? most : Math.max(most, limit);
        Scale scale = Scale.of(shown, currency);
        StringBuilder path = new StringBuilder("M0 " + Figures.plain(HEIGHT));
        double sum = 0;
        for (int i = 0; i < days.size(); i++) {
            sum += days.get(i).cost;
            double x = 1000 * Math.min(i + 1, at) / length;
            path.append(" L").append(Figures.plain(x)).append(' ').append(y(sum, scale));
        }
        double now = 1000 * at / length;
        String from = Figures.plain(now) + " " + y(spent, scale);
        String ahead = forecast == null ? "" : "M" + from + " L1000 " + y(forecast.expected(), scale);
        String band = forecast == null
                ? ""
                : "M" + from + " L1000 " + y(forecast.high(), scale) + " L1000 " + y(forecast.low(), scale) + " Z";
        boolean drawn = limit != null && limit <= scale.top;
        return new CostPage.Month(
                path.toString(),
                ahead,
                band,
                drawn && limit != null ? y(limit, scale) : "",
                drawn && limit != null ? "budget " + money(limit, currency) : "",
                forecast == null ? "" : Figures.plain(Double.parseDouble(y(forecast.expected(), scale)) - 8),
                forecast == null ? "" : "≈ " + money(forecast.expected(), currency),
                scale.lines(),
                "Spent this month " + money(spent, currency)
                        + (forecast == null
                                ? ""
                                : ", about " + money(forecast.expected(), currency) + " at its end, 95% between "
                                        + money(forecast.low(), currency) + " and "
                                        + money(forecast.high(), currency)));
    }

    private static String y(double amount, Scale scale) {
        return Figures.plain(HEIGHT - ROOM * Math.max(0, amount) / scale.top);
    }

    /** An amount that was estimated, or is drawn. */
    static String money(double amount, String currency) {
        String sign = currency.equals("USD") ? "$" : currency + " ";
        int decimals = amount != 0 && Math.abs(amount) < 1 ? 4 : 2;
        return (amount < 0 ? "− " : "") + sign + String.format(Locale.ROOT, "%,." + decimals + "f", Math.abs(amount));
    }

    /** Round steps from zero to at least the most. */
    private record Scale(double top, double step, String currency) {
        static Scale of(double most, String currency) {
            double least = Math.max(most, 0.0001);
            double decade = Math.pow(10, Math.floor(Math.log10(least / 4)));
            double step = 10 * decade;
            for (double factor : new double[] {1, 2, 5}) {
                if (least / (factor * decade) <= 4.001) {
                    step = factor * decade;
                    break;
                }
            }
            return new Scale(step * Math.ceil(least / step - 1e-9), step, currency);
        }

        List<CostPage.Level> lines() {
            List<CostPage.Level> lines = new ArrayList<>();
            for (int i = 0; i * step <= top + step / 2; i++) {
                double y = HEIGHT - ROOM * i * step / top;
                lines.add(new CostPage.Level(Figures.plain(y), Figures.plain(y + 4), label(i * step)));
            }
            return lines;
        }

        private String label(double amount) {
            int fine = Math.max(0, (int) -Math.floor(Math.log10(step)));
            int decimals = fine == 1 ? 2 : fine;
            String sign = currency.equals("USD") ? "$" : "";
            return amount == 0 ? "0" : sign + String.format(Locale.ROOT, "%,." + decimals + "f", amount);
        }
    }
}
