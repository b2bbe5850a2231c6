package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.budget.BudgetBook.Standing;
import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.spi.Role;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How budgets stand. */
final class BudgetRoutes {
    private final Tenancy tenancy;
    private final Budgets budgets;
    private final BudgetBook book;
    private final @Nullable Leases leases;
    private final Clock clock;

    /**
     * @param leases of budgets that nodes share; null where this one is alone
     */
    BudgetRoutes(Tenancy tenancy, Budgets budgets, BudgetBook book, @Nullable Leases leases, Clock clock) {
        this.tenancy = tenancy;
        this.budgets = budgets;
        this.book = book;
        this.leases = leases;
        this.clock = clock;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/budgets/{key}",
                        Access.from(Role.DEVELOPER),
                        "The budgets that every call of a key is held to, and how they stand; `me` is the caller's own.",
                        this::chain);
    }

    /** All of them. */
    record Chain(List<Line> data) {}

    /**
     * A budget and how it stands.
     *
     * @param limit a decimal, as the other amounts
     * @param reserved set aside for calls in progress, which may cost less
     */
    record Line(
            String scope,
            String name,
            String limit,
            String currency,
            String period,
            String timeZone,
            String settled,
            String reserved,
            @Nullable Instant resetsAt) {}

    private Response chain(Request request) {
        VirtualKey key = tenancy.namedOrOwn(request.principal(), request.path("key"), null);
        Instant now = clock.instant();
        List<Bound> bounds = budgets.of(key);
        if (leases != null) {
            leases.look(bounds, now);
        }
        return Json.ok(new Chain(bounds.stream().map(bound -> line(bound, now)).toList()));
    }

    private Line line(Bound bound, Instant now) {
        Standing standing = book.standing(bound, now);
        Budget budget = bound.budget();
        return new Line(
                bound.subject().scope().wire(),
                budgets.name(bound.subject()),
                budget.amount().display(),
                budget.currency(),
                budget.period().wire(),
                budget.zone().getId(),
                standing.settled().display(),
                standing.reserved().display(),
                standing.resetsAt());
    }
}
