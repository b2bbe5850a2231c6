package dev.weir.trace;

import dev.weir.spi.Exchange;
import dev.weir.spi.TraceContext;
import dev.weir.telemetry.otlp.OtlpExporter;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Hands exchanges that are over to a collector, as spans. Never waits. Thread-safe. */
public final class SpanExport {
    private final @Nullable OtlpExporter exporter;
    private final RandomGenerator random;

    /**
     * @param exporter null if nobody wants spans
     */
    public SpanExport(@Nullable OtlpExporter exporter, RandomGenerator random) {
        this.exporter = exporter;
        this.random = random;
    }

    /**
     * @param trace null for a call that no request brought
     */
    void closed(Exchange exchange, @Nullable TraceContext trace) {
        OtlpExporter wanting = exporter;
        if (wanting == null) {
            return;
        }
        TraceContext context = trace == null ? TraceContext.begun(random) : trace;
        if (context.sampled()) {
            wanting.add(() -> new ExchangeSpans(exchange, context).make(wanting.content()));
        }
    }
}
