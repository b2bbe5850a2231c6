package dev.weir.usage;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import dev.weir.tenancy.Tenancy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Usage under {@code /api}. */
final class UsageRoutes {
    private static final int USUAL = 100;
    private static final int LARGEST = 1000;

    private final UsageTotals totals;
    private final Exports exports;
    private final Tenancy tenancy;
    private final Names names;
    private final Clock clock;

    UsageRoutes(UsageTotals totals, Exports exports, Tenancy tenancy, Names names, Clock clock) {
        this.totals = totals;
        this.exports = exports;
        this.tenancy = tenancy;
        this.names = names;
        this.clock = clock;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/usage",
                        Access.from(Role.VIEWER),
                        "Sums requests, attempts, tokens and money. group_by takes hour, day, month, organization, project,"
                                + " key, model, provider, deployment, operation, status, user, batch, tag, tag:NAME;"
                                + " from, to or last, time_zone; filters by the same names; order=cost; format=csv.",
                        this::usage);
    }

    /**
     * A page on the wire.
     *
     * @param from what the sums are over; times that were given are rounded outwards to quarters of an hour
     */
    private record UsagePage(
            List<Map<String, Object>> data, @Nullable String next, Instant from, Instant to, String timeZone) {}

    private Response usage(Request request) {
        UsageQuery query = new Asked(request, tenancy, clock.instant()).query();
        Format format = Format.of(request);
        if (format != Format.JSON) {
            return exports.write(query, format);
        }
        int limit = request.query("limit", USUAL, 1, LARGEST);
        Optional<String> order = request.query("order").filter(word -> !word.isBlank());
        if (order.isPresent()) {
            return Json.ok(page(query, new UsageTotals.Page(dearest(request, query, order.get(), limit), null)));
        }
        String cursor = request.query("cursor").filter(text -> !text.isBlank()).orElse(null);
        return Json.ok(page(query, totals.page(query, cursor, limit)));
    }

    private List<UsageRow> dearest(Request request, UsageQuery query, String order, int limit) {
        if (!order.equals("cost")) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "Rows cannot be ordered by '" + (order.length() > 64 ? order.substring(0, 64) + "…" : order) + "'.",
                    "order",
                    "order=cost gives the dearest first; without it they come in the order of group_by.");
        }
        if (request.query("cursor").filter(text -> !text.isBlank()).isPresent()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "What is ordered by cost has no pages.",
                    "cursor",
                    "Raise limit, up to " + LARGEST + ".");
        }
        return totals.dearest(query, limit);
    }

    private UsagePage page(UsageQuery query, UsageTotals.Page page) {
        return new UsagePage(
                page.rows().stream().map(row -> RowJson.of(row, names)).toList(),
                page.next(),
                query.from(),
                query.to(),
                query.zone().getId());
    }
}
