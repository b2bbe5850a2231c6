package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Priority;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link CallLimits} on the wire. */
record LimitsBody(
        @Nullable Integer concurrency,
        @Nullable String priority,
        @Nullable String maxPriority) {
    private static final int MOST = 1_000_000;

    static LimitsBody of(CallLimits limits) {
        return new LimitsBody(limits.concurrency(), wire(limits.priority()), wire(limits.maxPriority()));
    }

    private static @Nullable String wire(@Nullable Priority priority) {
        return priority == null ? null : priority.wire();
    }

    /**
     * @param field where this stands in the request
     * @throws Refusal if a value is out of range, or no class
     */
    static CallLimits read(@Nullable LimitsBody body, String field) {
        return body == null ? CallLimits.NONE : body.read(field);
    }

    private CallLimits read(String field) {
        if (concurrency != null && (concurrency < 1 || concurrency > MOST)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    concurrency + " is not a number of calls.",
                    field + "concurrency",
                    "From 1 to " + MOST + ", or null for no bound.");
        }
        Priority usual = priority(priority, field + "priority");
        Priority most = priority(maxPriority, field + "max_priority");
        if (usual != null && most != null && usual.compareTo(most) < 0) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The priority '" + priority + "' is more urgent than max_priority allows.",
                    field + "priority",
                    "At most '" + maxPriority + "'.");
        }
        return new CallLimits(concurrency, usual, most);
    }

    private static @Nullable Priority priority(@Nullable String word, String field) {
        if (word == null) {
            return null;
        }
        return Priority.named(word)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "There is no priority '" + word + "'.",
                        field,
                        "One of interactive, normal, batch."));
    }

    /** For the journal: what was set before and what is now. */
    static Map<String, String> change(CallLimits before, CallLimits after) {
        Map<String, String> details = new TreeMap<>(details(after));
        details(before).forEach((name, value) -> details.put("before." + name, value));
        return details;
    }

    /** For the journal: what is set. */
    static Map<String, String> details(CallLimits limits) {
        LimitsBody body = of(limits);
        Map<String, String> details = new TreeMap<>();
        if (body.concurrency != null) {
            details.put("concurrency", body.concurrency.toString());
        }
        if (body.priority != null) {
            details.put("priority", body.priority);
        }
        if (body.maxPriority != null) {
            details.put("max_priority", body.maxPriority);
        }
        return details;
    }
}
