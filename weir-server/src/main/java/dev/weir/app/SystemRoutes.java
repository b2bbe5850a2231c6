package dev.weir.app;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.Role;
import dev.weir.telemetry.Metrics;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What tells others how Weir is: alive, ready, and its figures. */
final class SystemRoutes {
    private final Supplier<Optional<String>> obstacle;
    private final Supplier<Optional<String>> warning;
    private final Metrics metrics;

    /**
     * @param obstacle why no call can be served now, if so
     * @param warning what is wrong though calls can be served, if anything
     */
    SystemRoutes(Supplier<Optional<String>> obstacle, Supplier<Optional<String>> warning, Metrics metrics) {
        this.obstacle = obstacle;
        this.warning = warning;
        this.metrics = metrics;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/healthz",
                        Access.OPEN,
                        "Answers as long as the process lives.",
                        request -> Response.text(200, "ok\n"))
                .get(
                        "/readyz",
                        Access.OPEN,
                        "Answers 200 when calls can be served, and else says why not; with a warning while the database cannot be written.",
                        this::ready)
                .get("/metrics", Access.from(Role.VIEWER), "Figures for Prometheus.", this::metrics);
    }

    private Response ready(Request request) {
        return obstacle.get()
                .<Response>map(why -> Response.json(503, Json.bytes(Map.of("ready", false, "reason", why))))
                .orElseGet(() -> Json.ok(warning.get()
                        .<Map<String, Object>>map(why -> Map.of("ready", true, "warning", why))
                        .orElseGet(() -> Map.of("ready", true))));
    }

    private Response metrics(Request request) {
        return Response.text(200, metrics.scrape()).with("content-type", "text/plain; version=0.0.4; charset=utf-8");
    }
}
