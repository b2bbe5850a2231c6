package dev.weir.billing;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAI's and Anthropic's consoles export, usage and costs alike, in one form. Columns are found by their names, in
 * any order; those that say nothing of tokens or money are passed over.
 *
 * <p>OpenAI: {@code start_time} (seconds) or {@code start_time_iso}; usage has {@code model, num_model_requests,
 * input_tokens, input_cached_tokens, output_tokens}, costs {@code amount_value, amount_currency, line_item}; both
 * {@code api_key_id}. Anthropic: {@code usage_date_utc}; usage has {@code model_version, usage_input_tokens_no_cache,
 * …_cache_write_5m, …_cache_write_1h, …_cache_read, usage_output_tokens, api_key}, costs {@code model, token_type,
 * cost_usd}.
 */
final class ProviderCsv {
    private static final int MOST_ROWS = 1_000_000;
    private static final int MOST_GROUPS = 50_000;
    private static final int MOST_SKIPPED = 100;
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000_000L);

    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<Place, Counted> groups = new HashMap<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final CsvText csv;
    private List<String> row = List.of();
    private int rows;
    private int line;

    private ProviderCsv(CsvText csv) {
        this.csv = csv;
    }

    /**
     * A day (UTC) and a model of it.
     *
     * @param model without the date of its version
     * @param key the provider's name of its key; empty where keys are not told apart
     */
    record Place(LocalDate day, String model, String key) {}

    /** A row that says nothing that can be compared. */
    record Skipped(int line, String why) {}

    /** What was read. */
    record Read(Map<Place, Counted> groups, int rows, List<Skipped> skipped) {}

    static Read openAi(String text, boolean byKey) {
        return new ProviderCsv(new CsvText(text)).read(true, byKey);
    }

    static Read anthropic(String text, boolean byKey) {
        return new ProviderCsv(new CsvText(text)).read(false, byKey);
    }

    private Read read(boolean openAi, boolean byKey) {
        header(openAi);
        line = csv.line();
        for (List<String> next = csv.next(); next != null; next = csv.next()) {
            row = next;
            if (++rows > MOST_ROWS) {
                throw wrong("There are more than " + MOST_ROWS + " rows.");
            }
            try {
                if (openAi) {
                    openAi(byKey);
                } else {
                    anthropic(byKey);
                }
            } catch (NumberFormatException | DateTimeException e) {
                skip(e.getMessage() == null ? "it cannot be read" : Decimals.shown(e.getMessage()));
            }
            line = csv.line();
        }
        return new Read(groups, rows, skipped);
    }

    private void header(boolean openAi) {
        List<String> names = csv.next();
        if (names != null) {
            for (String name : names) {
                columns.putIfAbsent(name.toLowerCase(Locale.ROOT), columns.size());
            }
            if (columns.size() != names.size()) {
                throw wrong("A column is there twice.");
            }
        }
        boolean usage = openAi
                ? has("model", "input_tokens", "output_tokens")
                : has("model_version", "usage_input_tokens_no_cache", "usage_output_tokens");
        boolean costs = openAi ? has("amount_value", "line_item") : has("model", "cost_usd");
        boolean time = openAi ? has("start_time") || has("start_time_iso") : has("usage_date_utc");
        if (!time || !(usage || costs)) {
            throw wrong("These are not the columns of " + (openAi ? "OpenAI" : "Anthropic") + "'s exports: "
                    + Decimals.shown(String.join(", ", columns.keySet())) + ".");
        }
    }

    private boolean has(String... names) {
        return Arrays.stream(names).allMatch(columns::containsKey);
    }

    private void openAi(boolean byKey) {
        String item = text("line_item");
        int comma = item.indexOf(',');
        String model = has("model") ? text("model") : comma < 0 ? item : item.substring(0, comma);
        if (model.isEmpty()) {
            return;
        }
        Counted there = at(openAiDay(), model, byKey ? text("api_key_id") : "");
        if (has("input_tokens")) {
            there.add(
                    has("num_model_requests") ? number("num_model_requests") : -1,
                    number("input_tokens"),
                    number("input_cached_tokens"),
                    number("output_tokens"));
        }
        if (has("amount_value") && !text("amount_value").isEmpty()) {
            there.cost(amount("amount_value"), currency("amount_currency"));
        }
    }

    private LocalDate openAiDay() {
        String seconds = text("start_time");
        if (seconds.isEmpty()) {
            return LocalDate.parse(dateOf(text("start_time_iso")));
        }
        return Instant.ofEpochSecond(whole(seconds)).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private void anthropic(boolean byKey) {
        String model = has("model_version") ? text("model_version") : text("model");
        if (model.isEmpty()) {
            skip("it names no model");
            return;
        }
        LocalDate day = LocalDate.parse(dateOf(text("usage_date_utc")));
        Counted there = at(day, model, byKey ? text("api_key") : "");
        if (has("usage_output_tokens")) {
            long read = number("usage_input_tokens_cache_read");
            long input = number("usage_input_tokens_no_cache")
                    + number("usage_input_tokens_cache_write_5m")
                    + number("usage_input_tokens_cache_write_1h")
                    + number("usage_input_tokens_cache_write")
                    + read;
            there.add(-1, input, read, number("usage_output_tokens"));
        }
        if (has("cost_usd") && !text("cost_usd").isEmpty()) {
            there.cost(amount("cost_usd"), "USD");
        }
    }

    private Counted at(LocalDate day, String model, String key) {
        if (day.getYear() < 2020 || day.getYear() > 2200) {
            throw new DateTimeException("there was no usage on " + day);
        }
        Counted there = groups.computeIfAbsent(new Place(day, ModelNames.plain(model), key), place -> new Counted());
        if (groups.size() > MOST_GROUPS) {
            throw wrong("There are more than " + MOST_GROUPS + " days, models and keys.");
        }
        return there;
    }

    private static String dateOf(String text) {
        return text.length() > 10 ? text.substring(0, 10) : text;
    }

    private String text(String column) {
        Integer index = columns.get(column);
        return index == null || index >= row.size() ? "" : row.get(index);
    }

    private long number(String column) {
        String text = text(column);
        return text.isEmpty() ? 0 : whole(text);
    }

    /** Some exports write 3.0 for 3. */
    private static long whole(String text) {
        BigDecimal value = decimal(text);
        if (value.signum() < 0
                || value.compareTo(MOST) > 0
                || value.stripTrailingZeros().scale() > 0) {
            throw new NumberFormatException("'" + Decimals.shown(text) + "' is no count");
        }
        return value.longValueExact();
    }

    private BigDecimal amount(String column) {
        BigDecimal value = decimal(text(column));
        if (value.abs().compareTo(MOST) > 0) {
            throw new NumberFormatException("'" + Decimals.shown(text(column)) + "' is no amount");
        }
        return value;
    }

    private static BigDecimal decimal(String text) {
        boolean plain = !text.isEmpty()
                && text.length() <= 60
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '-');
        if (!plain) {
            throw new NumberFormatException("'" + Decimals.shown(text) + "' is no number");
        }
        return new BigDecimal(text);
    }

    private String currency(String column) {
        String code = text(column).toUpperCase(Locale.ROOT);
        return code.isEmpty() ? "USD" : code;
    }

    private void skip(@Nullable String why) {
        if (skipped.size() < MOST_SKIPPED) {
            skipped.add(new Skipped(line, String.valueOf(why)));
        }
    }

    private static Refusal wrong(String what) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                what,
                "csv",
                "Send a usage or cost export as the provider's console writes it.");
    }
}
