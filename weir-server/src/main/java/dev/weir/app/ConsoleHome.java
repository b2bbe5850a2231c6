package dev.weir.app;

import dev.weir.config.WeirConfig;
import dev.weir.console.HomeSource;
import dev.weir.console.HomeView;
import dev.weir.console.Setup;
import dev.weir.console.TraceRow;
import dev.weir.knowledge.KbSummary;
import dev.weir.knowledge.Knowledge;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.trace.ExchangeFilter;
import dev.weir.trace.Timing;
import dev.weir.trace.Traces;
import dev.weir.usage.Amount;
import dev.weir.usage.Dimension.Kind;
import dev.weir.usage.Measure;
import dev.weir.usage.UsageRow;
import dev.weir.usage.UsageTotals;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The figures of a project's day. */
final class ConsoleHome implements HomeSource {
    private static final int TIMINGS = 5_000;
    private static final int ERRORS = 5;
    private static final String USUAL_KEY = "OPENAI_API_KEY";

    private final Traces traces;
    private final UsageTotals usage;
    private final ConsoleTraces rows;
    private final Knowledge knowledge;
    private final Supplier<Installation> installation;

    /**
     * What the configuration in force and the environment say.
     *
     * @param providers whether there is one besides the models in this process
     * @param environmentKey a variable that holds a key which is not used
     * @param model a model for a first call
     */
    record Installation(boolean providers, @Nullable String environmentKey, String model) {
        static Installation of(WeirConfig config, Map<String, String> environment) {
            boolean providers = !config.providers().isEmpty();
            return new Installation(
                    providers,
                    !providers && environment.containsKey(USUAL_KEY) ? USUAL_KEY : null,
                    config.models().keySet().stream().sorted().findFirst().orElse(ModelsOf.ALWAYS));
        }
    }

    ConsoleHome(
            Traces traces,
            UsageTotals usage,
            ConsoleTraces rows,
            Knowledge knowledge,
            Supplier<Installation> installation) {
        this.traces = traces;
        this.usage = usage;
        this.rows = rows;
        this.knowledge = knowledge;
        this.installation = installation;
    }

    @Override
    public HomeView figures(Principal principal, Instant from, Instant to) {
        List<UsageRow> byModel = usage.rows(ConsoleUsage.of(principal, from, to, Kind.MODEL));
        List<Timing> timings = traces.timings(principal.project(), from, TIMINGS).stream()
                .filter(timing -> timing.time().isBefore(to))
                .toList();
        long requests = count(byModel, Measure.REQUESTS);
        return new HomeView(
                requests,
                count(byModel, Measure.ERRORS),
                quantile(durations(timings), .5),
                quantile(durations(timings), .95),
                quantile(firstTokens(timings), .5),
                sum(byModel),
                currency(byModel),
                hours(usage.rows(ConsoleUsage.of(principal, from, to, Kind.HOUR)), timings, from, to),
                models(byModel, timings),
                errors(principal, from, to));
    }

    private static long count(List<UsageRow> rows, Measure measure) {
        return rows.stream().mapToLong(row -> row.sums().count(measure)).sum();
    }

    private static List<Long> durations(List<Timing> timings) {
        return timings.stream().map(timing -> timing.durationMicros() * 1000).toList();
    }

    private static List<Long> firstTokens(List<Timing> timings) {
        return timings.stream()
                .map(Timing::firstTokenMicros)
                .filter(Objects::nonNull)
                .map(micros -> micros * 1000)
                .toList();
    }

    private static long quantile(List<Long> values, double share) {
        if (values.isEmpty()) {
            return -1;
        }
        return values.stream().sorted().toList().get((int) Math.min(values.size() - 1, share * values.size()));
    }

    private static @Nullable Money sum(List<UsageRow> sums) {
        if (currency(sums) == null) {
            return null;
        }
        BigDecimal total = sums.stream()
                .map(row -> row.sums().amount(Amount.COST).amount())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return Money.of(total);
    }

    private static @Nullable String currency(List<UsageRow> sums) {
        return sums.stream()
                .map(UsageRow::currency)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static List<HomeView.Hour> hours(List<UsageRow> sums, List<Timing> timings, Instant from, Instant to) {
        Map<Instant, UsageRow> byHour = new HashMap<>();
        sums.forEach(sum ->
                byHour.put(Instant.parse(Objects.requireNonNull(sum.group().get(Kind.HOUR.wire()))), sum));
        List<HomeView.Hour> hours = new ArrayList<>();
        for (Instant hour = from.truncatedTo(ChronoUnit.HOURS);
                hour.isBefore(to);
                hour = hour.plus(1, ChronoUnit.HOURS)) {
            hours.add(hour(hour, byHour.get(hour), timings));
        }
        return hours;
    }

    private static HomeView.Hour hour(Instant start, @Nullable UsageRow sum, List<Timing> timings) {
        if (sum == null) {
            return new HomeView.Hour(start, 0, 0, 0, -1, Money.ZERO);
        }
        List<Timing> inHour = timings.stream()
                .filter(timing -> timing.time().truncatedTo(ChronoUnit.HOURS).equals(start))
                .toList();
        return new HomeView.Hour(
                start,
                sum.sums().count(Measure.REQUESTS),
                sum.sums().count(Measure.ERRORS),
                sum.sums().count(Measure.INPUT_TOKENS) + sum.sums().count(Measure.OUTPUT_TOKENS),
                quantile(durations(inHour), .95),
                Money.of(sum.sums().amount(Amount.COST).amount()));
    }

    private static List<HomeView.Model> models(List<UsageRow> sums, List<Timing> timings) {
        List<HomeView.Model> models = new ArrayList<>();
        for (UsageRow sum : sums) {
            String name = Objects.requireNonNull(sum.group().get(Kind.MODEL.wire()));
            List<Timing> own = timings.stream()
                    .filter(timing -> timing.model().equals(name))
                    .toList();
            List<Long> durations = durations(own);
            models.add(new HomeView.Model(
                    name,
                    servedBy(own),
                    sum.sums().count(Measure.REQUESTS),
                    sum.sums().count(Measure.ERRORS),
                    quantile(durations, .5),
                    quantile(durations, .95),
                    sum.currency() == null
                            ? null
                            : Money.of(sum.sums().amount(Amount.COST).amount())));
        }
        models.sort(Comparator.comparingLong(HomeView.Model::requests).reversed());
        return models;
    }

    /** The providers that answered, most recent first; an attempt that failed served nobody. */
    private static String servedBy(List<Timing> timings) {
        return timings.stream()
                .map(Timing::provider)
                .filter(Objects::nonNull)
                .distinct()
                .map(provider -> provider.equals("weir") ? "in process" : provider)
                .collect(Collectors.joining(", "));
    }

    private List<TraceRow> errors(Principal principal, Instant from, Instant to) {
        ExchangeFilter failed = new ExchangeFilter("error", null, null, null, null, from, to, null);
        return traces.list(principal.project(), failed, null, ERRORS).exchanges().stream()
                .map(rows::row)
                .toList();
    }

    @Override
    public Setup setup(Principal principal) {
        List<KbSummary> own = knowledge.list(principal.project()).stream()
                .filter(base -> !base.installation())
                .toList();
        boolean called = !traces.list(principal.project(), ExchangeFilter.ALL, null, 1)
                .exchanges()
                .isEmpty();
        Installation now = installation.get();
        return new Setup(
                now.providers(),
                now.environmentKey(),
                own.isEmpty() ? null : own.getFirst().name(),
                own.stream().mapToLong(KbSummary::failed).sum(),
                called,
                now.model());
    }
}
