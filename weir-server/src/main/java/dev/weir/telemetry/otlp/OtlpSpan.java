package dev.weir.telemetry.otlp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished span.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parentId null at the root of a trace
 * @param state {@code tracestate}; null if there is none
 * @param startNanos since 1970
 * @param attributes values are strings, whole numbers, floating-point numbers, booleans or lists of strings
 * @param error what went wrong; null if nothing did
 */
public record OtlpSpan(
        String traceId,
        String spanId,
        @Nullable String parentId,
        @Nullable String state,
        String name,
        Kind kind,
        long startNanos,
        long endNanos,
        Map<String, Object> attributes,
        @Nullable String error) {
    public OtlpSpan {
        attributes = Map.copyOf(attributes);
        attributes.values().forEach(OtlpSpan::check);
    }

    private static void check(Object value) {
        boolean known = value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        if (!known) {
            throw new IllegalArgumentException("an attribute cannot be a " + value.getClass());
        }
    }

    /** Numbered as in OpenTelemetry's trace.proto. */
    public enum Kind {
        INTERNAL(1),
        SERVER(2),
        CLIENT(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }
}
