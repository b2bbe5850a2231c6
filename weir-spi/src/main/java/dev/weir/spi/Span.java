package dev.weir.spi;

import java.util.Map;

/**
 * A timed step of an exchange.
 *
 * @param name what was done: a stage's name, {@code attempt}, {@code retrieval}, {@code embeddings}
 * @param startNanos since the exchange began
 * @param durationNanos how long it took
 * @param attributes details, with {@code gen_ai.*} names where OpenTelemetry has one
 */
public record Span(String name, long startNanos, long durationNanos, Map<String, String> attributes) {
    /** Names, in {@code fields}, what the deployment's dialect could not express and its request went without. */
    public static final String DROPPED = "dropped";

    public Span {
        attributes = Map.copyOf(attributes);
    }
}
