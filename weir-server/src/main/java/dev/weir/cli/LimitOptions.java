package dev.weir.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many calls may be in progress, and how urgent they may be. */
final class LimitOptions {
    @Option(names = "--concurrency", paramLabel = "N", description = "The most calls in progress at once.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--priority",
            paramLabel = "CLASS",
            description = "How urgent a call is that does not say so: interactive, normal (default) or batch.")
    private @Nullable String priority;

    @Option(
            names = "--max-priority",
            paramLabel = "CLASS",
            description = "The most urgent class that a call may ask for.")
    private @Nullable String maxPriority;

    boolean isEmpty() {
        return concurrency == null && priority == null && maxPriority == null;
    }

    /** As the API takes them; what was not said is no limit. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        if (concurrency != null) {
            body.put("concurrency", concurrency);
        }
        if (priority != null) {
            body.put("priority", priority);
        }
        if (maxPriority != null) {
            body.put("max_priority", maxPriority);
        }
        return body;
    }
}
