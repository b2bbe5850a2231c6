package dev.weir.telemetry;

import dev.weir.spi.Exchange;
import dev.weir.spi.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;

/**
 * What {@code /metrics} shows. Labels come from closed sets: models that were routed to, codes, statuses; never from a
 * caller's text, so that their number stays bounded. Thread-safe.
 */
public final class Metrics {
    private static final String UNROUTED = "unrouted";
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(120)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConcurrentMap<Series, Meters> series = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> refusals = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Timer> waits = new ConcurrentHashMap<>();
    private final ConcurrentMap<ShedKey, Counter> shed = new ConcurrentHashMap<>();

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
    }

    private final ConcurrentMap<LimitKey, Counter> limited = new ConcurrentHashMap<>();

    private record LimitKey(String scope, String limit) {}

    private record Series(String operation, String model, String status) {}

    private record ShedKey(String priority, String reason) {}

    private record Meters(Timer duration, Timer firstToken, Counter input, Counter output) {}

    /** Counts an exchange that is over. */
    public void exchange(Exchange exchange) {
        String model = exchange.target() == null ? UNROUTED : exchange.model();
        Series key =
                new Series(exchange.operation(), model, exchange.status().name().toLowerCase(Locale.ROOT));
        Meters meters = series.computeIfAbsent(key, this::register);
        meters.duration.record(Duration.ofNanos(exchange.durationNanos()));
        if (exchange.firstTokenNanos() >= 0 && exchange.stream()) {
            meters.firstToken.record(Duration.ofNanos(exchange.firstTokenNanos()));
        }
        Usage usage = exchange.usage();
        meters.input.increment(usage.inputTokens());
        meters.output.increment(usage.outputTokens());
    }

    private Meters register(Series key) {
        return new Meters(
                timer("gen_ai.client.operation.duration", "From the request to the end of its answer", key),
                timer("gen_ai.server.time_to_first_token", "From the request to its first token, streams only", key),
                tokens("input", key),
                tokens("output", key));
    }

    private Timer timer(String name, String description, Series key) {
        return Timer.builder(name)
                .description(description)
                .tag("gen_ai.operation.name", key.operation)
                .tag("gen_ai.request.model", key.model)
                .tag("status", key.status)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    private Counter tokens(String type, Series key) {
        return Counter.builder("gen_ai.client.token.usage")
                .description("Tokens, as the providers count them")
                .tag("gen_ai.token.type", type)
                .tag("gen_ai.operation.name", key.operation)
                .tag("gen_ai.request.model", key.model)
                .tag("status", key.status)
                .register(registry);
    }

    /** Counts a request refused before it became an exchange. */
    public void refusal(String code) {
        refusals.computeIfAbsent(
                        code,
                        key -> Counter.builder("weir.refusals")
                                .description("Requests refused at the edge")
                                .tag("code", key)
                                .register(registry))
                .increment();
    }

    /** Counts an answer that a cascade has judged. */
    public void judged(String model, String deployment, boolean accepted) {
        Counter.builder("weir.cascade.judged")
                .description("Answers that a cascade has judged")
                .tag("model", model)
                .tag("deployment", deployment)
                .tag("verdict", accepted ? "accepted" : "escalated")
                .register(registry)
                .increment();
    }

    /** Counts a call that may begin, and how long it waited for that. */
    public void admitted(String priority, Duration waited) {
        waits.computeIfAbsent(
                        priority,
                        key -> Timer.builder("weir.admission.wait")
                                .description("How long calls waited for a place")
                                .tag("priority", key)
                                .serviceLevelObjectives(BOUNDS)
                                .register(registry))
                .record(waited);
    }

    /** Counts a call that was refused a place. */
    public void shed(String priority, String reason) {
        shed.computeIfAbsent(
                        new ShedKey(priority, reason),
                        key -> Counter.builder("weir.admission.shed")
                                .description("Calls that got no place")
                                .tag("priority", key.priority)
                                .tag("reason", key.reason)
                                .register(registry))
                .increment();
    }

    /** Counts a call that a limit had no room for. */
    public void limited(String scope, String limit) {
        limited.computeIfAbsent(
                        new LimitKey(scope, limit),
                        key -> Counter.builder("weir.limits.refused")
                                .description("Calls that a limit had no room for")
                                .tag("scope", key.scope)
                                .tag("limit", key.limit)
                                .register(registry))
                .increment();
    }

    /** How many calls were refused a place since the start, by reason. */
    public Map<String, Long> shed() {
        Map<String, Long> sums = new TreeMap<>();
        shed.forEach((key, counter) -> sums.merge(key.reason, (long) counter.count(), Long::sum));
        return sums;
    }

    /** Shows a figure that is read when asked for. */
    public <T> void gauge(String name, String description, T source, ToDoubleFunction<T> figure) {
        Gauge.builder(name, source, figure).description(description).register(registry);
    }

    /**
     * Shows a figure of one of several, which the labels tell apart.
     *
     * @param labels from closed sets; every gauge of that name has the same ones
     */
    public <T> void gauge(
            String name, String description, Map<String, String> labels, T source, ToDoubleFunction<T> figure) {
        Gauge.Builder<T> gauge = Gauge.builder(name, source, figure).description(description);
        labels.forEach(gauge::tag);
        gauge.register(registry);
    }

    /**
     * As {@link #gauge(String, String, Map, Object, ToDoubleFunction)}, for one that goes away again.
     *
     * @param source is not kept from being collected
     * @return takes the figure away
     */
    public <T> Runnable passing(
            String name, String description, Map<String, String> labels, T source, ToDoubleFunction<T> figure) {
        Gauge.Builder<T> builder = Gauge.builder(name, source, figure).description(description);
        labels.forEach(builder::tag);
        Gauge gauge = builder.register(registry);
        return () -> registry.remove(gauge);
    }

    /**
     * Shows a count that only grows, of one of several, which the labels tell apart.
     *
     * @param labels from closed sets; every count of that name has the same ones
     */
    public <T> void count(
            String name, String description, Map<String, String> labels, T source, ToDoubleFunction<T> count) {
        FunctionCounter.Builder<T> counter =
                FunctionCounter.builder(name, source, count).description(description);
        labels.forEach(counter::tag);
        counter.register(registry);
    }

    /** The Prometheus text format. */
    public String scrape() {
        return registry.scrape();
    }
}
