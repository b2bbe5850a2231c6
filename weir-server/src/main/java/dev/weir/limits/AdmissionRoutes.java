package dev.weir.limits;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.Priority;
import dev.weir.spi.Role;
import dev.weir.telemetry.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** What waits and why, under {@code /api/admission}. */
final class AdmissionRoutes {
    private final AdmissionQueue queue;
    private final Strain strain;
    private final Metrics metrics;
    private final IntSupplier configured;

    AdmissionRoutes(AdmissionQueue queue, Strain strain, Metrics metrics, IntSupplier configured) {
        this.queue = queue;
        this.strain = strain;
        this.metrics = metrics;
        this.configured = configured;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/admission",
                        Access.from(Role.VIEWER),
                        "How many calls are in progress and wait, and how many were refused and why.",
                        this::admission);
    }

    /**
     * On the wire.
     *
     * @param configured {@code server.max_concurrent}
     * @param bound what is left of it under pressure
     * @param shed since the start, by reason
     */
    record AdmissionView(
            int configured,
            int bound,
            int running,
            Map<String, Integer> waiting,
            long waitingBytes,
            Map<String, Long> shed,
            PressureView pressure) {}

    /** Shares, from 0 to 1. */
    record PressureView(double heap, double descriptors) {}

    private Response admission(Request request) {
        AdmissionQueue.Figures figures = queue.figures();
        Map<String, Integer> waiting = new LinkedHashMap<>();
        for (Priority priority : Priority.values()) {
            waiting.put(priority.wire(), figures.waiting().getOrDefault(priority, 0));
        }
        return Json.ok(new AdmissionView(
                configured.getAsInt(),
                figures.bound(),
                figures.running(),
                waiting,
                figures.waitingBytes(),
                metrics.shed(),
                new PressureView(strain.heap(), strain.descriptors())));
    }
}
