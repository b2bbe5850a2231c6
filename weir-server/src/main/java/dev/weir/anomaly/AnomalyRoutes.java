package dev.weir.anomaly;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.notice.Notice;
import dev.weir.notice.Notices;
import dev.weir.spi.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unusual use, under {@code /api/anomalies}. */
final class AnomalyRoutes {
    private static final int USUAL = 50;
    private static final int LARGEST = 500;

    private final Notices notices;

    AnomalyRoutes(Notices notices) {
        this.notices = notices;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/anomalies",
                        Access.from(Role.VIEWER),
                        "Hours in which a key of the project was used far more than is usual for it, newest first: requests, tokens, cost.",
                        this::list);
    }

    /** A part of the list. */
    record Page(List<View> data, @Nullable String next) {}

    /**
     * One of them on the wire.
     *
     * @param details {@code measure}, {@code value}, {@code usual} (the median), {@code score}, {@code hours_compared},
     *     {@code hour}, {@code currency}
     */
    record View(String id, String key, String title, String message, Instant at, Map<String, Object> details) {
        static View of(Notice notice) {
            return new View(
                    notice.id(), notice.name(), notice.title(), notice.message(), notice.at(), notice.details());
        }
    }

    private Response list(Request request) {
        int limit = request.query("limit", USUAL, 1, LARGEST);
        List<View> found =
                notices
                        .list(
                                request.principal(),
                                "usage.anomaly",
                                request.query("cursor").orElse(null),
                                limit + 1)
                        .stream()
                        .map(kept -> View.of(kept.notice()))
                        .toList();
        List<View> part = found.stream().limit(limit).toList();
        return Json.ok(new Page(part, found.size() > limit ? part.getLast().id() : null));
    }
}
