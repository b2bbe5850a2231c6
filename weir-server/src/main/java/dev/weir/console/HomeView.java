package dev.weir.console;

import dev.weir.spi.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a time.
 *
 * @param p50Nanos the median duration; -1 where there were no requests, like the other two
 * @param firstTokenNanos the median time to the first token
 * @param spend null if nothing had a price
 * @param hours one for each whole or begun hour, in order, the empty ones included
 * @param models by requests, most first
 * @param errors the latest exchanges that failed, newest first
 */
public record HomeView(
        long requests,
        long failed,
        long p50Nanos,
        long p95Nanos,
        long firstTokenNanos,
        @Nullable Money spend,
        @Nullable String currency,
        List<Hour> hours,
        List<Model> models,
        List<TraceRow> errors) {
    public HomeView {
        hours = List.copyOf(hours);
        models = List.copyOf(models);
        errors = List.copyOf(errors);
    }

    /**
     * @param p95Nanos -1 if there were no requests
     */
    public record Hour(Instant start, long requests, long failed, long tokens, long p95Nanos, Money spend) {}

    /**
     * @param servedBy the deployments that answered, in words
     */
    public record Model(
            String name,
            String servedBy,
            long requests,
            long failed,
            long p50Nanos,
            long p95Nanos,
            @Nullable Money spend) {}
}
