package dev.weir.usage;

import dev.weir.config.ConfigException;
import dev.weir.config.EntryBinder;
import dev.weir.config.PriceConfig;
import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.metering.PriceList;
import dev.weir.metering.PriceOverride;
import dev.weir.metering.Total;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import dev.weir.tenancy.Tenancy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a time would have cost by other prices, at {@code POST /api/usage/rerate}. */
final class RerateRoutes {
    private static final int MOST_PRICES = 10_000;

    private final Rerating rerating;
    private final PriceList inForce;
    private final Tenancy tenancy;
    private final Clock clock;

    RerateRoutes(Rerating rerating, PriceList inForce, Tenancy tenancy, Clock clock) {
        this.rerating = rerating;
        this.inForce = inForce;
        this.tenancy = tenancy;
        this.clock = clock;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/api/usage/rerate",
                        Access.from(Role.ADMIN),
                        "Prices what was used with another price book and shows the difference, by model and in all; changes"
                                + " nothing. from, to or last, time_zone and all_projects as for GET /api/usage; prices as in"
                                + " weir.yaml, before the shipped ones; without them the book in force.",
                        "{\"prices\": {\"small\": {\"input\": \"0.10\", \"output\": \"0.40\"}}}",
                        this::rerate);
    }

    /** On the wire. */
    private record Body(@Nullable JsonNode prices) {}

    /**
     * @param difference null where the two currencies are not the same one
     */
    private record Row(
            String model,
            String deployment,
            long attempts,
            long changed,
            @Nullable String cost,
            @Nullable String costCurrency,
            @Nullable String reratedCost,
            @Nullable String reratedCurrency,
            @Nullable String difference) {
        static Row of(Rerating.Line line) {
            boolean comparable = line.currency() != null && line.currency().equals(line.otherCurrency());
            return new Row(
                    line.model(),
                    line.deployment(),
                    line.attempts(),
                    line.changed(),
                    line.currency() == null ? null : line.cost().display(),
                    line.currency(),
                    line.otherCurrency() == null ? null : line.rerated().display(),
                    line.otherCurrency(),
                    comparable ? line.rerated().minus(line.cost()).display() : null);
        }
    }

    /** All rows in one currency. */
    private record Sum(String currency, String cost, String reratedCost, String difference) {}

    /**
     * @param equal whether every attempt costs what it was charged
     */
    private record Report(
            Instant from, Instant to, long attempts, long changed, boolean equal, List<Sum> total, List<Row> data) {}

    private Response rerate(Request request) {
        UsageQuery query = new Asked(request, tenancy, clock.instant()).query();
        if (!query.groups().isEmpty() || !query.filter().isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "A time is priced anew as a whole.",
                    query.groups().isEmpty() ? null : "group_by",
                    "Leave group_by and filters out: the report goes by model and deployment.");
        }
        PriceList prices = prices(request);
        List<Rerating.Line> lines = rerating.report(query.projects(), query.from(), query.to(), prices);
        long changed = lines.stream().mapToLong(Rerating.Line::changed).sum();
        return Json.ok(new Report(
                query.from(),
                query.to(),
                lines.stream().mapToLong(Rerating.Line::attempts).sum(),
                changed,
                changed == 0,
                totals(lines),
                lines.stream().map(Row::of).toList()));
    }

    private static List<Sum> totals(List<Rerating.Line> lines) {
        Map<String, Total[]> sums = new TreeMap<>();
        for (Rerating.Line line : lines) {
            add(sums, line.currency(), 0, line.cost());
            add(sums, line.otherCurrency(), 1, line.rerated());
        }
        List<Sum> totals = new ArrayList<>();
        sums.forEach((currency, both) -> totals.add(new Sum(
                currency,
                both[0].display(),
                both[1].display(),
                both[1].minus(both[0]).display())));
        return totals;
    }

    private static void add(Map<String, Total[]> sums, @Nullable String currency, int which, Total amount) {
        if (currency != null) {
            Total[] both = sums.computeIfAbsent(currency, fresh -> new Total[] {Total.ZERO, Total.ZERO});
            both[which] = both[which].plus(amount);
        }
    }

    private PriceList prices(Request request) {
        JsonNode given = request.body().length == 0 ? null : Json.read(request, Body.class).prices;
        if (given == null || given.isNull()) {
            return inForce;
        }
        if (!given.isObject() || given.size() > MOST_PRICES) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'prices' is an object of up to " + MOST_PRICES + " models.",
                    "prices",
                    "As under prices: in weir.yaml.");
        }
        List<PriceOverride> overrides = new ArrayList<>();
        given.forEachEntry((model, entry) -> overrides.add(price(model, entry)));
        return inForce.with(overrides);
    }

    private static PriceOverride price(String model, JsonNode entry) {
        String path = "prices." + (model.length() > 80 ? model.substring(0, 80) + "…" : model);
        try {
            return PriceOverride.of(model, EntryBinder.bind(PriceConfig.class, path, "the body", entry, Map.of()));
        } catch (ConfigException e) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), path, null);
        } catch (IllegalArgumentException e) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), path, null);
        }
    }
}
