package dev.weir.cli;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What calls may have, and how urgent they may be. */
final class LimitOptions {
    private static final Pattern BUDGET = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([A-Za-z]{3})?/(day|month|total)");

    @Option(names = "--concurrency", paramLabel = "N", description = "The most calls in progress at once.")
    private @Nullable Integer concurrency;

    @Option(names = "--rpm", paramLabel = "N", description = "The most requests in any minute.")
    private @Nullable Long rpm;

    @Option(names = "--tpm", paramLabel = "N", description = "The most tokens in any minute, input and output.")
    private @Nullable Long tpm;

    @Option(names = "--tokens-per-day", paramLabel = "N", description = "The most tokens in a day, input and output.")
    private @Nullable Long tokensPerDay;

    @Option(
            names = "--budget",
            paramLabel = "AMOUNT/PERIOD",
            description =
                    "What may be spent in a day, a month or in total, as in 5.00/day or 100EUR/month; USD unless it says"
                            + " otherwise. May be given several times.")
    private List<String> budgets = List.of();

    @Option(
            names = "--warn-at",
            paramLabel = "SHARE",
            split = ",",
            description =
                    "The shares of budgets and of tokens per day at which somebody is told, as in 0.5,0.8,1; none: nobody"
                            + " is told; default: what notices.warn_at says.")
    private List<String> warnAt = List.of();

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Whose days and months count, such as Europe/Berlin; default: UTC.")
    private @Nullable String timeZone;

    @Option(
            names = "--priority",
            paramLabel = "CLASS",
            description = "How urgent a call is that does not say so: interactive, normal (default) or batch.")
    private @Nullable String priority;

    @Option(
            names = "--max-priority",
            paramLabel = "CLASS",
            description = "The most urgent class that a call may ask for.")
    private @Nullable String maxPriority;

    boolean isEmpty() {
        return body().isEmpty();
    }

    /** As the API takes them; what was not said is no limit. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "concurrency", concurrency);
        put(body, "rpm", rpm);
        put(body, "tpm", tpm);
        put(body, "tokens_per_day", tokensPerDay);
        put(body, "time_zone", timeZone);
        if (!budgets.isEmpty()) {
            body.put("budgets", budgets.stream().map(LimitOptions::budget).toList());
        }
        if (!warnAt.isEmpty()) {
            body.put("warn_at", shares());
        }
        put(body, "priority", priority);
        put(body, "max_priority", maxPriority);
        return body;
    }

    private List<BigDecimal> shares() {
        if (warnAt.equals(List.of("none"))) {
            return List.of();
        }
        try {
            return warnAt.stream().map(share -> new BigDecimal(share.strip())).toList();
        } catch (NumberFormatException e) {
            throw new CommandFailure("'" + String.join(",", warnAt)
                    + "' are no shares. Write numbers above 0 and up to 1, as in 0.5,0.8,1.");
        }
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static Map<String, String> budget(String written) {
        Matcher parts = BUDGET.matcher(written.strip());
        if (!parts.matches()) {
            throw new CommandFailure(
                    "'" + written + "' is no budget. Write an amount and a period, as in 5.00/day or 100EUR/month.");
        }
        String currency = parts.group(2) == null ? "USD" : parts.group(2).toUpperCase(Locale.ROOT);
        return Map.of("amount", parts.group(1), "currency", currency, "period", parts.group(3));
    }
}
