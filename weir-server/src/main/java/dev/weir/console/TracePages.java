package dev.weir.console;

import dev.weir.console.jte.JtetraceGenerated;
import dev.weir.console.jte.JtetracesGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Role;
import dev.weir.spi.Status;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

final class TracePages {
    private static final int ROWS = 50;
    private static final int LONGEST = 86_400_000;
    private final TraceSource traces;
    private final Shells shells;
    private final InstantSource clock;

    TracePages(TraceSource traces, Shells shells, InstantSource clock) {
        this.traces = traces;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        Access viewer = Access.from(Role.VIEWER);
        routes.get("/console/traces", viewer, "The exchanges, newest first.", this::list)
                .get("/console/traces/{id}", viewer, "One exchange.", this::show);
    }

    private Response list(Request request) {
        Instant now = clock.instant();
        String range = request.query("range").orElse("");
        TraceFilter filter = filter(request, Range.from(range, now));
        String cursor = request.query("cursor").filter(c -> !c.isEmpty()).orElse(null);
        TraceList list = traces.list(request.principal(), filter, cursor, ROWS);
        TracesPage page = new TracesPage(
                shells.in(Room.TRACES, request),
                filter,
                range,
                traces.choices(request.principal()),
                list,
                older(filter, range, request, list.next()),
                cursor == null,
                !filter.equals(TraceFilter.ALL),
                now);
        return Html.page(out -> JtetracesGenerated.render(out, null, page));
    }

    private static TraceFilter filter(Request request, @Nullable Instant rangeStart) {
        Instant from = instant(request, "from");
        return new TraceFilter(
                request.query("q").orElse("").strip(),
                status(request.query("status").orElse("")),
                request.query("model").orElse(""),
                request.query("key").orElse(""),
                request.query("batch").orElse("").strip(),
                from == null ? rangeStart : from,
                instant(request, "to"),
                request.query("min_ms", 0, 0, LONGEST));
    }

    private static @Nullable Status status(String name) {
        if (name.isEmpty()) {
            return null;
        }
        try {
            return Status.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' is not a status.",
                    "status",
                    "One of ok, error, cancelled, open.");
        }
    }

    private static @Nullable Instant instant(Request request, String name) {
        String given = request.query(name).orElse("");
        if (given.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(given);
        } catch (DateTimeException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + given + "' is not a time.",
                    name,
                    "Write it as 2026-11-19T14:32:00Z.");
        }
    }

    private static @Nullable Link older(TraceFilter filter, String range, Request request, @Nullable String next) {
        if (next == null) {
            return null;
        }
        return Link.to("/console/traces")
                .with("q", filter.text())
                .with("status", request.query("status").orElse(""))
                .with("model", filter.model())
                .with("key", filter.key())
                .with("batch", filter.batch())
                .with("range", range)
                .with("from", request.query("from").orElse(""))
                .with("to", request.query("to").orElse(""))
                .with("min_ms", filter.minMillis() == 0 ? "" : filter.minMillis())
                .with("cursor", next);
    }

    private Response show(Request request) {
        TraceView view =
                traces.find(request.principal(), id(request.path("id"))).orElseThrow(() -> noSuch(request));
        int attempts = view.exchange().attempts().size();
        int chosen = attempts == 0 ? 0 : request.query("attempt", attempts, 1, attempts);
        TracePage page = new TracePage(
                shells.in(Room.TRACES, view.exchange().id().value(), request),
                view,
                Waterfall.of(view.exchange(), chosen),
                Transcript.of(view.exchange()),
                chosen);
        return Html.page(out -> JtetraceGenerated.render(out, null, page));
    }

    private static ExchangeId id(String given) {
        try {
            return new ExchangeId(given);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND, "'" + given + "' is not an exchange's id.", "id", "They start with ex_.");
        }
    }

    private static Refusal noSuch(Request request) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "There is no exchange " + request.path("id") + " in this project.",
                "id",
                "It may belong to another project, or be older than traces are kept.");
    }
}
