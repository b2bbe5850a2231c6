package dev.weir.provider;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Passes on how much time is left. A provider that takes it has a configured header whose value is {@code {timeout}}:
 * {@code x-weir-timeout} for another Weir, {@code grpc-timeout}, or one of the provider's own, which gets seconds.
 */
final class DeadlineHeader {
    static final String VALUE = "{timeout}";

    private DeadlineHeader() {}

    /** A copy of these headers with the time left in its place. */
    static Map<String, String> fill(Map<String, String> configured, Duration left) {
        Map<String, String> sent = new HashMap<>(configured);
        if (configured.containsValue(VALUE)) {
            sent.replaceAll((name, value) -> value.equals(VALUE) ? written(name, left) : value);
        }
        return sent;
    }

    private static String written(String name, Duration left) {
        long millis = Math.max(1, left.toMillis());
        if (name.equalsIgnoreCase("grpc-timeout")) {
            return millis + "m";
        }
        if (name.equalsIgnoreCase("x-weir-timeout")) {
            return millis + "ms";
        }
        return name.endsWith("-ms")
                ? Long.toString(millis)
                : BigDecimal.valueOf(millis, 3).toPlainString();
    }
}
