package dev.weir.console;

import dev.weir.metering.Total;
import dev.weir.usage.Amount;
import dev.weir.usage.Measure;
import dev.weir.usage.Sums;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * @param range the chosen time's name, as in the address
 * @param span the chosen time in words
 * @param by what the table is told apart by, as in the address
 * @param filters what the page is restricted to: its words, and the address without it
 * @param currency of all amounts
 * @param others addresses of the same page in other currencies
 * @param sums of the chosen time
 * @param spent this month
 * @param why why there is no forecast; empty where there is one
 * @param budgets of the project and its organization
 * @param exports addresses of the table as files
 * @param warning null where the totals are what the ledger says
 */
public record CostPage(
        Shell shell,
        String range,
        String span,
        String by,
        List<Filter> filters,
        String currency,
        Map<String, Link> others,
        Sums sums,
        LocalDate today,
        Total spent,
        @Nullable Forecast forecast,
        String why,
        Bars bars,
        Month month,
        List<Row> rows,
        boolean more,
        List<BudgetLine> budgets,
        Map<String, Link> exports,
        boolean everything,
        @Nullable String warning) {

    public record Filter(String words, String name, String value, Link without) {
        /** A tag's value alone: its name is in the words. */
        public String shown() {
            return name.equals("tag") ? value.substring(value.indexOf('=') + 1) : value;
        }
    }

    public record Bar(String x, String width, String y, String height, String title) {}

    /** A grid line and its label. */
    public record Level(String y, String textY, String text) {}

    public record Time(String x, String anchor, String text) {}

    public record Bars(List<Bar> bars, List<Level> levels, List<Time> times, String label) {}

    /**
     * @param path what was spent
     * @param ahead what is expected; empty where nothing is, like the next two
     * @param band where it will be in 19 of 20 cases
     * @param limit the height of the budget's line
     * @param limitText what it is
     * @param endY where the expected amount is written
     * @param endText the expected amount
     */
    public record Month(
            String path,
            String ahead,
            String band,
            String limit,
            String limitText,
            String endY,
            String endText,
            List<Level> levels,
            String label) {}

    /**
     * @param link to the exchanges, or to the costs of this alone; null where there is neither
     */
    public record Row(String title, @Nullable Link link, Sums sums) {}

    /**
     * @param share of the limit that is settled or set aside
     */
    public record BudgetLine(String name, double share, String left, String note) {}

    public boolean empty() {
        return rows.isEmpty();
    }

    public String total(Amount amount) {
        return shown(sums.amount(amount));
    }

    public String net() {
        return shown(sums.net());
    }

    public long count(Measure measure) {
        return sums.count(measure);
    }

    /** Of a row. */
    public String cost(Row row) {
        return shown(row.sums().net());
    }

    public String amount(Row row, Amount amount) {
        return shown(row.sums().amount(amount));
    }

    public boolean isZero(Row row, Amount amount) {
        return row.sums().amount(amount).equals(Total.ZERO);
    }

    public String share(Row row) {
        double all = sums.net().amount().doubleValue();
        double own = row.sums().net().amount().doubleValue();
        return all == 0 ? "–" : Figures.decimals(100 * own / all, 2) + "%";
    }

    public String spentText() {
        return shown(spent);
    }

    public String expected() {
        return forecast == null ? "–" : "≈ " + CostCharts.money(forecast.expected(), currency);
    }

    public String interval() {
        return forecast == null
                ? why
                : "95% between " + CostCharts.money(forecast.low(), currency) + " and "
                        + CostCharts.money(forecast.high(), currency);
    }

    /** What the drawing of the month rests on. */
    public String how() {
        return forecast == null
                ? "No forecast yet: " + why
                : "Dashed: if the days that are left are like the last " + forecast.days()
                        + ", with the range that holds in 95% of such months.";
    }

    public String monthBegin() {
        return CostCharts.text(today.withDayOfMonth(1));
    }

    public String monthEnd() {
        return CostCharts.text(today.withDayOfMonth(today.lengthOfMonth()));
    }

    public String heading() {
        String word = by.startsWith("tag:") ? by.substring(4) : by;
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** What rows are told apart by, in words. */
    public String word(String choice) {
        return choice.replace("tag:", "tag ");
    }

    public String tableNote() {
        String linked = by.equals("model") || by.equals("key") || by.equals("status")
                ? "A row opens its exchanges."
                : "A row opens its costs.";
        return (more ? "The dearest " + rows.size() + ". " : "")
                + (by.equals("tag") ? "A call with two tags is in two rows. " + linked : linked);
    }

    /** The times that can be chosen, by their names in the address. */
    public Map<String, String> spans() {
        return CostPages.spans();
    }

    /** What rows can be told apart by. */
    public List<String> choices() {
        List<String> usual =
                List.of("model", "key", "user", "deployment", "provider", "operation", "status", "tag", "batch");
        return usual.contains(by)
                ? usual
                : Stream.concat(usual.stream(), Stream.of(by)).toList();
    }

    /** All amounts of the page have the same decimals: cents, or more where there are few. */
    private String shown(Total amount) {
        boolean little = sums.net().amount().abs().compareTo(BigDecimal.ONE) < 0;
        return Figures.sum(amount.amount(), currency, little ? 4 : 2);
    }

    static String money(Total total, String currency) {
        return Figures.sum(total.amount(), currency, 2);
    }
}
