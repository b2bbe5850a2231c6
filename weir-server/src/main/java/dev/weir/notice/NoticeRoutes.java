package dev.weir.notice;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.notice.Notices.Kept;
import dev.weir.spi.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody should know, under {@code /api/notices}. */
final class NoticeRoutes {
    private static final int USUAL = 50;
    private static final int LARGEST = 500;

    private final Notices notices;

    NoticeRoutes(Notices notices) {
        this.notices = notices;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/notices",
                        Access.from(Role.VIEWER),
                        "What was told of the project, newest first: shares of limits that were reached, unusual use, keys that are slowed down. ?kind= names one kind.",
                        this::list);
    }

    /** A part of the list. */
    record Page(List<View> data, @Nullable String next) {}

    /**
     * A notice on the wire.
     *
     * @param until how long it is news
     * @param delivery how far the webhook has got with it
     */
    record View(
            String id,
            String kind,
            String scope,
            String name,
            String title,
            String message,
            Instant at,
            Instant until,
            Map<String, Object> details,
            Delivery delivery) {
        static View of(Kept kept) {
            Notice notice = kept.notice();
            return new View(
                    notice.id(),
                    notice.kind(),
                    notice.scope(),
                    notice.name(),
                    notice.title(),
                    notice.message(),
                    notice.at(),
                    notice.until(),
                    notice.details(),
                    Delivery.of(kept));
        }
    }

    /**
     * @param state {@code none} where there was no webhook, {@code waiting}, {@code delivered} or {@code given_up}
     */
    record Delivery(
            String state,
            int tries,
            @Nullable Instant deliveredAt,
            @Nullable String failure) {
        static Delivery of(Kept kept) {
            String state = kept.deliveredAt() != null
                    ? "delivered"
                    : kept.nextTryAt() != null ? "waiting" : kept.tries() == 0 ? "none" : "given_up";
            return new Delivery(state, kept.tries(), kept.deliveredAt(), kept.failure());
        }
    }

    private Response list(Request request) {
        int limit = request.query("limit", USUAL, 1, LARGEST);
        List<Kept> found = notices.list(
                request.principal(),
                request.query("kind").orElse(null),
                request.query("cursor").orElse(null),
                limit + 1);
        List<View> part = found.stream().limit(limit).map(View::of).toList();
        return Json.ok(new Page(part, found.size() > limit ? part.getLast().id() : null));
    }
}
