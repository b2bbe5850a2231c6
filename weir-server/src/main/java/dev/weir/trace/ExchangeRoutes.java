package dev.weir.trace;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Exchanges and their sums under {@code /api}. */
final class ExchangeRoutes {
    private final Traces traces;

    ExchangeRoutes(Traces traces) {
        this.traces = traces;
    }

    Routes routes() {
        Access reader = Access.from(Role.VIEWER);
        return new Routes()
                .get(
                        "/api/exchanges",
                        reader,
                        "Lists exchanges, newest first; filters: status, model, key, id, batch, from, to, min_ms.",
                        this::list)
                .get("/api/exchanges/{id}", reader, "One exchange with its spans, attempts and messages.", this::find);
    }

    private Response list(Request request) {
        int limit = request.query("limit", 50, 1, 500);
        ExchangePage page = traces.list(
                request.principal().project(),
                filter(request),
                request.query("cursor").orElse(null),
                limit);
        return Json.ok(ExchangeView.page(page));
    }

    private static ExchangeFilter filter(Request request) {
        return new ExchangeFilter(
                given(request, "status")
                        .map(status -> status.toLowerCase(Locale.ROOT))
                        .orElse(null),
                given(request, "model").orElse(null),
                given(request, "key").orElse(null),
                given(request, "id").orElse(null),
                given(request, "batch").orElse(null),
                instant(request, "from").orElse(null),
                instant(request, "to").orElse(null),
                given(request, "min_ms").isEmpty()
                        ? null
                        : (Long) (request.query("min_ms", 0, 0, Integer.MAX_VALUE) * 1000L));
    }

    private static Optional<String> given(Request request, String name) {
        return request.query(name).filter(value -> !value.isBlank());
    }

    private static Optional<Instant> instant(Request request, String name) {
        return given(request, name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "'" + text + "' is not a time.",
                        name,
                        "Write it like 2026-11-21T00:00:00Z.");
            }
        });
    }

    private Response find(Request request) {
        String id = request.path("id");
        return traces.read(request.principal(), id)
                .map(found -> Json.ok(ExchangeView.of(found)))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no exchange '" + id + "' in this project.",
                        null,
                        "GET /api/exchanges lists them."));
    }
}
