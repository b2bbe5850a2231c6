package dev.weir.routing;

import dev.weir.spi.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a deployment's answer is good enough, and by which signals.
 *
 * @param complete whether all of the answer was judged, or its beginning
 */
record Judgement(Target target, boolean complete, List<Signal> signals) {
    Judgement {
        signals = List.copyOf(signals);
    }

    /**
     * One sign of quality.
     *
     * @param value what was measured, from 0 to 1; null where only {@code fault} says it
     * @param least what it has to be; null if it is only shown
     * @param fault what is wrong; null if nothing is
     */
    record Signal(
            String name,
            @Nullable Double value,
            @Nullable Double least,
            @Nullable String fault) {
        /** A number and its threshold. */
        static Signal of(String name, double value, @Nullable Double least, @Nullable String why) {
            String fault = least == null || value >= least
                    ? null
                    : name + " " + shown(value) + " is under " + shown(least) + (why == null ? "" : " (" + why + ")");
            return new Signal(name, value, least, fault);
        }
    }

    boolean accepted() {
        return signals.stream().allMatch(signal -> signal.fault() == null);
    }

    /** Whether the answer is one that a caller could use, however doubtful. */
    boolean usable() {
        return signals.stream().noneMatch(signal -> signal.name().equals(Judging.VALIDITY) && signal.fault() != null);
    }

    /** Why the answer is not good enough; empty if it is. */
    String faults() {
        return signals.stream().map(Signal::fault).filter(Objects::nonNull).collect(Collectors.joining("; "));
    }

    /** For the trace: every number with its threshold. */
    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("deployment", target.name());
        attributes.put("verdict", accepted() ? "accepted" : "escalated");
        attributes.put("judged", complete ? "whole" : "beginning");
        for (Signal signal : signals) {
            Double value = signal.value();
            if (value == null) {
                attributes.put(signal.name(), signal.fault() == null ? "good" : signal.fault());
            } else {
                attributes.put(signal.name(), shown(value));
            }
            if (signal.least() != null) {
                attributes.put(signal.name() + ".least", shown(signal.least()));
            }
        }
        if (!accepted()) {
            attributes.put("reason", faults());
        }
        return attributes;
    }

    static String shown(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
