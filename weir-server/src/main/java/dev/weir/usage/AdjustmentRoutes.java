package dev.weir.usage;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import dev.weir.store.JournalRecord.Adjustment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Corrections under {@code /api/adjustments}. */
final class AdjustmentRoutes {
    private static final int USUAL = 100;
    private static final int LARGEST = 1000;

    private final Adjustments adjustments;

    AdjustmentRoutes(Adjustments adjustments) {
        this.adjustments = adjustments;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/api/adjustments",
                        Access.from(Role.ADMIN),
                        "Corrects what was counted, by an amount and a reason; about an attempt, an exchange, a key, or the"
                                + " project. The same id again changes nothing.",
                        "{\"id\": \"case-17\", \"amount\": \"-1.50\", \"currency\": \"USD\", \"reason\": \"Outage on 21 November\"}",
                        this::make)
                .get(
                        "/api/adjustments",
                        Access.from(Role.VIEWER),
                        "Lists the project's adjustments, newest first.",
                        this::list)
                .get("/api/adjustments/{id}", Access.from(Role.VIEWER), "One adjustment.", this::find);
    }

    /** On the wire. */
    private record Body(
            @Nullable String id,
            @Nullable String amount,
            @Nullable String currency,
            @Nullable String reason,
            @Nullable String attemptId,
            @Nullable String exchangeId,
            @Nullable String keyId) {}

    private record View(
            String id,
            String amount,
            String currency,
            String reason,
            @Nullable String attemptId,
            @Nullable String exchangeId,
            @Nullable String keyId,
            String projectId,
            @Nullable String model,
            @Nullable String deployment,
            String actor,
            Instant at) {
        static View of(Adjustment adjustment) {
            return new View(
                    adjustment.id(),
                    adjustment.amount().display(),
                    adjustment.currency(),
                    adjustment.reason(),
                    adjustment.attempt() == null ? null : adjustment.attempt().value(),
                    adjustment.exchange() == null ? null : adjustment.exchange().value(),
                    adjustment.key() == null ? null : adjustment.key().value(),
                    adjustment.project().value(),
                    adjustment.model(),
                    adjustment.target() == null ? null : adjustment.target().name(),
                    adjustment.actor().value(),
                    adjustment.at());
        }
    }

    private record Page(List<View> data, @Nullable String next) {}

    private Response make(Request request) {
        Body body = Json.read(request, Body.class);
        Adjustments.Made made = adjustments.make(
                request.principal(),
                new Adjustments.Wanted(
                        body.id, body.amount, body.currency, body.reason, body.attemptId, body.exchangeId, body.keyId));
        View view = View.of(made.adjustment());
        return made.fresh() ? Json.created(view) : Json.ok(view);
    }

    private Response list(Request request) {
        int limit = request.query("limit", USUAL, 1, LARGEST);
        String cursor = request.query("cursor").filter(text -> !text.isBlank()).orElse(null);
        Adjustment before = cursor == null
                ? null
                : adjustments
                        .find(request.principal(), cursor)
                        .orElseThrow(() -> new Refusal(
                                ErrorCode.INVALID_REQUEST,
                                "'" + shown(cursor) + "' is not a cursor of this list.",
                                "cursor",
                                "Use the 'next' of the page before."));
        List<Adjustment> found = adjustments.list(request.principal(), before, limit + 1);
        List<Adjustment> page = found.subList(0, Math.min(limit, found.size()));
        return Json.ok(new Page(
                page.stream().map(View::of).toList(),
                found.size() > limit ? page.getLast().id() : null));
    }

    private Response find(Request request) {
        String id = request.path("id");
        return adjustments
                .find(request.principal(), id)
                .map(adjustment -> Json.ok(View.of(adjustment)))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no adjustment '" + shown(id) + "' in this project.",
                        null,
                        "GET /api/adjustments lists them."));
    }

    private static String shown(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
