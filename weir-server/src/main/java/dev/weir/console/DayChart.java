package dev.weir.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A chart of a day by hours, 272 high and as wide as the page.
 *
 * @param label the finding in words
 */
public record DayChart(List<Bar> bars, List<Line> lines, String label) {
    private static final double HEIGHT = 272;
    private static final double ROOM = 248;

    public DayChart {
        bars = List.copyOf(bars);
        lines = List.copyOf(lines);
    }

    /** One hour; {@code bad} is the height of the part that failed. */
    public record Bar(String x, String width, String y, String height, String badY, String bad, String title) {}

    /** One grid line and its label. */
    public record Line(String y, String textY, String text) {}

    /** What a chart can show; its name in the address is in lower case. */
    public enum Unit {
        REQUESTS("Requests") {
            @Override
            double of(HomeView.Hour hour) {
                return hour.requests();
            }

            @Override
            String text(double value, String currency) {
                return Figures.count(Math.round(value));
            }
        },
        TOKENS("Tokens") {
            @Override
            double of(HomeView.Hour hour) {
                return hour.tokens();
            }

            @Override
            String text(double value, String currency) {
                return Figures.count(Math.round(value));
            }
        },
        SPEND("Spend") {
            @Override
            double of(HomeView.Hour hour) {
                return hour.spend().amount().doubleValue();
            }

            @Override
            String text(double value, String currency) {
                String sign = currency.equals("USD") ? "$" : currency + " ";
                if (value > 0 && value < 0.00005) {
                    return "<" + sign + "0.0001";
                }
                return sign + (value == 0 ? "0" : Figures.decimals(value, value < 1 ? 4 : 2));
            }
        };

        private final String word;

        Unit(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        abstract double of(HomeView.Hour hour);

        abstract String text(double value, String currency);
    }

    static DayChart of(HomeView view, Unit unit) {
        ToDoubleFunction<HomeView.Hour> value = unit::of;
        String currency = view.currency() == null ? "USD" : view.currency();
        double most = view.hours().stream().mapToDouble(value).max().orElse(0);
        double step = step(most, unit == Unit.SPEND ? 0.0001 : 1);
        double top = Math.max(step, step * Math.ceil(most / step));
        List<Bar> bars = IntStream.range(0, view.hours().size())
                .mapToObj(i -> bar(i, view.hours().get(i), unit, currency, top))
                .toList();
        List<Line> lines = new ArrayList<>();
        for (double at = 0; at <= top + step / 2; at += step) {
            double y = HEIGHT - ROOM * at / top;
            lines.add(new Line(place(y), place(y + 4), label(unit.text(at, currency), unit, at, step)));
        }
        double sum = view.hours().stream().mapToDouble(value).sum();
        return new DayChart(bars, lines, unit.word() + " by hour, " + unit.text(sum, currency) + " in all");
    }

    /** Cents where the steps are cents; four decimals are for the bars. */
    private static String label(String text, Unit unit, double at, double step) {
        boolean cents = unit == Unit.SPEND && at > 0 && at < 1 && step >= 0.01;
        return cents ? text.substring(0, text.length() - 2) : text;
    }

    private static Bar bar(int index, HomeView.Hour hour, Unit unit, String currency, double top) {
        double height = ROOM * unit.of(hour) / top;
        double bad = unit == Unit.REQUESTS ? ROOM * hour.failed() / top : 0;
        return new Bar(
                Figures.percent((index + 0.08) / 24),
                Figures.percent(0.84 / 24),
                place(HEIGHT - height),
                place(height),
                place(HEIGHT - bad),
                place(bad),
                Figures.minute(hour.start()) + ", " + unit.text(unit.of(hour), currency));
    }

    /** The smallest round step of at least {@code least} that makes at most five lines. */
    private static double step(double most, double least) {
        double decade = Math.pow(10, Math.floor(Math.log10(Math.max(most, least) / 5)));
        for (double factor : new double[] {1, 2, 5, 10}) {
            if (most / (factor * decade) <= 5 && factor * decade >= least) {
                return factor * decade;
            }
        }
        return least;
    }

    private static String place(double position) {
        return Figures.percent(position / 100).replace("%", "");
    }
}
