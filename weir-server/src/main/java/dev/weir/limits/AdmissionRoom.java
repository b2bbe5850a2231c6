package dev.weir.limits;

import dev.weir.http.Route;
import dev.weir.http.Routes;
import dev.weir.http.Turnstile;
import dev.weir.kernel.Clock;
import dev.weir.spi.Priority;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.Tenancy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Wires the room, and keeps the watch: sheds those who waited too long, and fits the bound to what the process has. */
public final class AdmissionRoom implements AutoCloseable {
    /** The part of the heap that waiting calls may take up. */
    private static final int HEAP_SHARE = 8;

    private static final long TICK_NANOS = 10_000_000;
    private static final int TICKS_PER_LOOK = 25;

    private final AdmissionQueue queue;
    private final Admission service;
    private final Pressure pressure = new Pressure();
    private final Metrics metrics;
    private final Callers callers;
    private final RetryTimes retries;
    private volatile int bound;
    private final Thread watch;
    private volatile boolean closed;

    /**
     * @param bound calls in progress at once
     * @param target how long a call waits while the queue stands
     * @param interval how long a call waits at other times
     * @param perProject calls in progress of a project that says nothing itself; null for any number
     * @param perKey the same for a key
     */
    public record Settings(
            int bound,
            Duration target,
            Duration interval,
            @Nullable Long perProject,
            @Nullable Long perKey) {}

    public AdmissionRoom(Settings settings, Tenancy tenancy, Metrics metrics, Clock clock, RandomGenerator random) {
        this.bound = settings.bound();
        this.metrics = metrics;
        QueueTimes times = new QueueTimes(settings.target(), settings.interval());
        queue = new AdmissionQueue(
                clock::nanoTime, times, bound, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        callers = new Callers(tenancy, settings.perProject(), settings.perKey());
        retries = new RetryTimes(times, random);
        service = new Admission(queue, callers, clock, metrics, retries);
        show();
        watch = Thread.ofPlatform().name("weir-admission").daemon().start(this::watch);
    }

    /** Goes by other settings from now on; calls in progress stay, and those that wait go on waiting. */
    public void change(Settings settings) {
        QueueTimes times = new QueueTimes(settings.target(), settings.interval());
        bound = settings.bound();
        callers.change(settings.perProject(), settings.perKey());
        retries.change(times);
        queue.times(times);
        queue.bound(effective());
    }

    private int effective() {
        return Math.max(1, (int) (bound * pressure.share()));
    }

    private void show() {
        metrics.gauge(
                "weir.admission.bound",
                "How many calls may be in progress now",
                queue,
                all -> all.figures().bound());
        metrics.gauge(
                "weir.admission.running",
                "Calls in progress",
                queue,
                all -> all.figures().running());
        for (Priority priority : Priority.values()) {
            metrics.gauge(
                    "weir.admission.waiting",
                    "Calls that wait for a place",
                    Map.of("priority", priority.wire()),
                    queue,
                    all -> Objects.requireNonNull(all.figures().waiting().get(priority)));
        }
    }

    private void watch() {
        for (int tick = 0; !closed; tick++) {
            LockSupport.parkNanos(this, TICK_NANOS);
            if (tick % TICKS_PER_LOOK == 0) {
                queue.bound(effective());
            }
            if (!queue.isIdle()) {
                queue.shedOverdue();
            }
        }
    }

    public Admission service() {
        return service;
    }

    /**
     * The same routes for work that Weir does by itself: each call waits for a place of the class {@code batch} for as
     * long as it takes.
     */
    public List<Route> behind(List<Route> routes) {
        return routes.stream().map(this::behind).toList();
    }

    private Route behind(Route route) {
        return route.handledBy(request -> {
            try (Turnstile.Place place = service.enterAtLast(request)) {
                return route.handler().handle(request);
            }
        });
    }

    /** The queue in a few words; empty if nobody waits. */
    public Optional<String> queue() {
        AdmissionQueue.Figures figures = queue.figures();
        int waiting =
                figures.waiting().values().stream().mapToInt(Integer::intValue).sum();
        return waiting == 0
                ? Optional.empty()
                : Optional.of("Busy: " + figures.running() + " calls in progress, " + waiting + " wait");
    }

    /** {@code /api/admission}. */
    public Routes routes() {
        return new AdmissionRoutes(queue, pressure, metrics, () -> bound).routes();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
        pressure.close();
    }
}
