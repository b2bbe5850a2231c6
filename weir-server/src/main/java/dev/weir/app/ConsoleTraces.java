package dev.weir.app;

import dev.weir.console.Charge;
import dev.weir.console.TraceChoices;
import dev.weir.console.TraceFilter;
import dev.weir.console.TraceList;
import dev.weir.console.TraceRow;
import dev.weir.console.TraceSource;
import dev.weir.console.TraceView;
import dev.weir.metering.Price;
import dev.weir.metering.PriceList;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import dev.weir.trace.ExchangeFilter;
import dev.weir.trace.ExchangePage;
import dev.weir.trace.ExchangeSummary;
import dev.weir.trace.Traces;
import dev.weir.usage.Dimension;
import dev.weir.usage.UsageTotals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Traces as the console wants them: with the names of keys, and the arithmetic of each cost. */
final class ConsoleTraces implements TraceSource {
    private static final Duration CHOICES = Duration.ofDays(30);

    private final Traces traces;
    private final UsageTotals usage;
    private final Tenancy tenancy;
    private final PriceList prices;
    private final InstantSource clock;

    ConsoleTraces(Traces traces, UsageTotals usage, Tenancy tenancy, PriceList prices, InstantSource clock) {
        this.traces = traces;
        this.usage = usage;
        this.tenancy = tenancy;
        this.prices = prices;
        this.clock = clock;
    }

    @Override
    public TraceList list(Principal principal, TraceFilter filter, @Nullable String cursor, int limit) {
        ExchangePage page = traces.list(principal.project(), filter(filter), cursor, limit);
        return new TraceList(page.exchanges().stream().map(this::row).toList(), page.next());
    }

    private static ExchangeFilter filter(TraceFilter filter) {
        return new ExchangeFilter(
                filter.status() == null ? null : filter.status().name().toLowerCase(Locale.ROOT),
                given(filter.model()),
                given(filter.key()),
                given(filter.text()),
                given(filter.batch()),
                filter.from(),
                filter.to(),
                filter.minMillis() == 0 ? null : (Long) (filter.minMillis() * 1000));
    }

    private static @Nullable String given(String text) {
        return text.isBlank() ? null : text;
    }

    TraceRow row(ExchangeSummary summary) {
        return new TraceRow(
                new ExchangeId(summary.id()),
                summary.time(),
                Status.valueOf(summary.status().toUpperCase(Locale.ROOT)),
                summary.error(),
                summary.model(),
                target(summary.deployment()),
                keyName(summary.key()),
                (int) summary.attempts(),
                summary.cached() == null ? null : summary.cached().outcome().wire(),
                summary.durationMicros() * 1000,
                summary.usage().inputTokens(),
                summary.usage().outputTokens(),
                summary.cost(),
                summary.currency());
    }

    private static @Nullable Target target(@Nullable String deployment) {
        if (deployment == null) {
            return null;
        }
        int slash = deployment.indexOf('/');
        return new Target(deployment.substring(0, slash), deployment.substring(slash + 1));
    }

    private String keyName(String id) {
        return tenancy.key(new KeyId(id)).map(VirtualKey::name).orElse(id);
    }

    @Override
    public TraceChoices choices(Principal principal) {
        Instant now = clock.instant();
        List<String> models =
                usage.rows(ConsoleUsage.of(principal, now.minus(CHOICES), now, Dimension.Kind.MODEL)).stream()
                        .map(row -> row.group().getOrDefault("model", ""))
                        .filter(model -> !model.isEmpty())
                        .distinct()
                        .toList();
        List<TraceChoices.Key> keys = tenancy.keys(principal).stream()
                .map(key -> new TraceChoices.Key(key.id().value(), key.name()))
                .toList();
        return new TraceChoices(models, keys);
    }

    @Override
    public Optional<TraceView> find(Principal principal, ExchangeId id) {
        return traces.read(principal, id.value())
                .map(found -> found.exchange())
                .filter(Objects::nonNull)
                .map(this::view);
    }

    private TraceView view(Exchange exchange) {
        Map<AttemptId, List<Charge>> charges = new HashMap<>();
        for (Attempt attempt : exchange.attempts()) {
            Price price = prices.price(attempt.target(), exchange.startedAt());
            if (price != null && attempt.cost() != null) {
                charges.put(attempt.id(), charges(price, attempt.usage()));
            }
        }
        return new TraceView(exchange, keyName(exchange.key().value()), charges);
    }

    /** The classes of tokens one after the other, so that the lines add up to the cost. */
    private static List<Charge> charges(Price price, Usage usage) {
        long fresh = usage.inputTokens() - usage.cachedInputTokens();
        Money input = price.inputCost(usage);
        Money freshCost = usage.cachedInputTokens() == 0 ? input : price.inputCost(Usage.of(fresh, 0));
        List<Charge> lines = new ArrayList<>();
        lines.add(charge("Input", fresh, freshCost));
        if (usage.cachedInputTokens() > 0) {
            lines.add(charge("Input, cached", usage.cachedInputTokens(), input.minus(freshCost)));
        }
        lines.add(charge("Output", usage.outputTokens(), price.outputCost(usage)));
        Money pieces = price.cost(usage).minus(input).minus(price.outputCost(usage));
        if (pieces.picodollars() != 0) {
            lines.add(charge("Requests, searches", Math.max(1, usage.searches()), pieces));
        }
        return lines;
    }

    private static Charge charge(String what, long count, Money cost) {
        if (count == 0) {
            return new Charge(what, 0, Money.ZERO, cost);
        }
        BigDecimal perMillion =
                cost.amount().movePointRight(6).divide(BigDecimal.valueOf(count), 12, RoundingMode.HALF_EVEN);
        return new Charge(what, count, Money.of(perMillion), cost);
    }
}
