package dev.weir.telemetry.otlp;

import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.telemetry.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans in batches, from a thread of its own. A collector that is busy is asked again twice; what it does not take
 * then, and what finds the queue full, is dropped and counted. Thread-safe.
 */
public final class OtlpExporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OtlpExporter.class);
    private static final int ROOM = 4_096;
    private static final int BATCH = 256;
    private static final int TRIES = 3;
    private static final long GATHER_MILLIS = 200;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LAST_BATCHES = Duration.ofSeconds(3);
    private static final Outbound.Timeouts TIMEOUTS = new Outbound.Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(8), Duration.ofSeconds(10));

    private final OtlpSettings settings;
    private final Outbound outbound;
    private final OtlpRequest request;
    private final BlockingQueue<Supplier<List<OtlpSpan>>> queue = new ArrayBlockingQueue<>(ROOM);
    private final Cancellation stopped = new Cancellation();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private boolean complained;

    public OtlpExporter(OtlpSettings settings, String version, Outbound outbound, Metrics metrics) {
        this.settings = settings;
        this.outbound = outbound;
        this.request = new OtlpRequest(settings.service(), version);
        metrics.gauge(
                "weir.otlp.dropped",
                "Spans, or exchanges not yet made into spans, that were lost",
                dropped,
                AtomicLong::get);
        metrics.gauge("weir.otlp.sent", "Spans that the collector took", sent, AtomicLong::get);
        this.thread = Thread.ofPlatform().name("weir-otlp").daemon().start(this::run);
    }

    /** Whether the text of requests and answers is wanted. */
    public boolean content() {
        return settings.content();
    }

    /** Takes spans that are made later, on the exporter's thread; never waits. */
    public void add(Supplier<List<OtlpSpan>> spans) {
        if (closing || !queue.offer(spans)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                Supplier<List<OtlpSpan>> first = queue.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    export(gathered(first));
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** A little patience makes batches of what comes one by one. */
    private List<OtlpSpan> gathered(Supplier<List<OtlpSpan>> first) throws InterruptedException {
        List<OtlpSpan> batch = new ArrayList<>(made(first));
        Supplier<List<OtlpSpan>> next = queue.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
        while (next != null) {
            batch.addAll(made(next));
            next = batch.size() < BATCH ? queue.poll() : null;
        }
        return batch;
    }

    private List<OtlpSpan> made(Supplier<List<OtlpSpan>> spans) {
        try {
            return spans.get();
        } catch (RuntimeException e) {
            log.error("Spans could not be made", e);
            dropped.incrementAndGet();
            return List.of();
        }
    }

    private void export(List<OtlpSpan> batch) throws InterruptedException {
        byte[] body = request.write(batch);
        Duration pause = Duration.ofMillis(250);
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Outcome outcome = post(body);
            if (outcome.taken) {
                sent.addAndGet(batch.size());
                complained = false;
                return;
            }
            if (!outcome.again || attempt == TRIES || stopped.isCancelled()) {
                drop(batch, outcome.why);
                return;
            }
            Thread.sleep(outcome.pause.isZero() ? pause : outcome.pause);
            pause = pause.multipliedBy(4);
        }
    }

    /** Once for each time that the collector stops to take spans. */
    private void drop(List<OtlpSpan> batch, String why) {
        dropped.addAndGet(batch.size());
        if (!complained) {
            complained = true;
            log.warn("The collector at {} does not take spans: {}", settings.endpoint(), why);
        }
    }

    private record Outcome(boolean taken, boolean again, Duration pause, String why) {}

    private Outcome post(byte[] body) {
        Map<String, String> headers = new HashMap<>(settings.headers());
        headers.put("content-type", "application/x-protobuf");
        Outbound.Request post = new Outbound.Request("POST", settings.endpoint(), headers, body, true, TIMEOUTS);
        try (Outbound.Reply reply = outbound.send(post, stopped)) {
            int status = reply.status();
            reply.readAll(1 << 20);
            boolean again = status == 429 || status == 502 || status == 503 || status == 504;
            return new Outcome(status < 300, again, pause(reply), "it answered " + status);
        } catch (OutboundException e) {
            return new Outcome(false, true, Duration.ZERO, String.valueOf(e.getMessage()));
        }
    }

    private static Duration pause(Outbound.Reply reply) {
        try {
            Duration asked = reply.header("retry-after")
                    .map(String::strip)
                    .map(Long::parseLong)
                    .map(Duration::ofSeconds)
                    .orElse(Duration.ZERO);
            return asked.isNegative() || asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
        } catch (NumberFormatException date) {
            return LONGEST_PAUSE;
        }
    }

    /** Sends what is left, as long as that does not take long. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(LAST_BATCHES)) {
                stopped.cancel();
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
