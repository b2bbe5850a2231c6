package dev.weir.batch;

import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it stands.
 *
 * @param key the key that made it, under which its requests are made
 * @param window how long it may take, as its maker wrote it
 * @param outputLifetime how long its result files are kept; null for the configured time
 * @param model the model that all its requests name; null if they name several
 * @param errors what is wrong with the batch as a whole; empty if nothing
 * @param elsewhere the provider that works it off; null if Weir does
 */
public record Batch(
        String id,
        ProjectId project,
        KeyId key,
        String endpoint,
        String inputFile,
        String window,
        @Nullable Map<String, String> metadata,
        @Nullable Duration outputLifetime,
        BatchStatus status,
        @Nullable String model,
        java.util.List<BatchError> errors,
        @Nullable String outputFile,
        @Nullable String errorFile,
        long total,
        Tally tally,
        Moments moments,
        @Nullable Elsewhere elsewhere) {

    /**
     * The provider that works it off.
     *
     * @param priceShare what requests cost there, as a share of their usual price
     * @param id what the provider calls it; null until that is known
     */
    public record Elsewhere(
            Target target, BigDecimal priceShare, @Nullable String id) {}

    /** When it was what. */
    public record Moments(
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant inProgressAt,
            @Nullable Instant finalizingAt,
            @Nullable Instant completedAt,
            @Nullable Instant failedAt,
            @Nullable Instant expiredAt,
            @Nullable Instant cancellingAt,
            @Nullable Instant cancelledAt) {}

    /** The same batch, further on. */
    Batch with(Tally now) {
        return new Batch(
                id,
                project,
                key,
                endpoint,
                inputFile,
                window,
                metadata,
                outputLifetime,
                status,
                model,
                errors,
                outputFile,
                errorFile,
                total,
                now,
                moments,
                elsewhere);
    }
}
