package dev.weir.usage;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The comparison of the totals with the ledger under {@code /api/usage/check}. */
final class CheckRoutes {
    private static final int USUAL_DAYS = 35;
    private static final int MOST_DAYS = 3_700;

    private final UsageCheck check;
    private final Clock clock;

    CheckRoutes(UsageCheck check, Clock clock) {
        this.check = check;
        this.clock = clock;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/usage/check",
                        Access.from(Role.ADMIN),
                        "What came of the newest comparison of all totals with the ledger. Needs a key for all projects.",
                        this::latest)
                .post(
                        "/api/usage/check",
                        Access.from(Role.ADMIN),
                        "Compares the totals of the last days with the ledger now: of all projects with a key for them,"
                                + " else of its own.",
                        "{\"days\": 35}",
                        this::run);
    }

    /** On the wire. */
    private record Wanted(@Nullable Integer days) {}

    /**
     * @param equal whether every total is what the ledger adds up to
     */
    private record View(
            boolean equal,
            Instant startedAt,
            Instant endedAt,
            Instant from,
            Instant to,
            long entries,
            long totals,
            long differences,
            List<Difference> found) {
        static View of(CheckResult result) {
            return new View(
                    result.differences() == 0,
                    result.startedAt(),
                    result.endedAt(),
                    result.from(),
                    result.to(),
                    result.entries(),
                    result.totals(),
                    result.differences(),
                    result.found());
        }
    }

    private Response latest(Request request) {
        if (!request.principal().allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "The comparison is of all projects, but this key sees one.",
                    null,
                    "Use a key for all projects, or POST to compare this key's.");
        }
        CheckResult latest = check.latest();
        if (latest == null) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND, "Nothing was compared yet.", null, "POST /api/usage/check compares now.");
        }
        return Json.ok(View.of(latest));
    }

    private Response run(Request request) {
        Integer given = request.body().length == 0 ? null : Json.read(request, Wanted.class).days;
        int days = given == null ? USUAL_DAYS : given;
        if (days < 1 || days > MOST_DAYS) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + days + "' is not a number of days.",
                    "days",
                    "A whole number from 1 to " + MOST_DAYS + ".");
        }
        Principal who = request.principal();
        Instant now = clock.instant();
        Instant from = now.minus(Duration.ofDays(days));
        return Json.ok(View.of(who.allProjects() ? check.all(from, now) : check.of(List.of(who.project()), from, now)));
    }
}
