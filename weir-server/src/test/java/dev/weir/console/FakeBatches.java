package dev.weir.console;

import dev.weir.batch.Batch;
import dev.weir.batch.BatchError;
import dev.weir.batch.BatchStatus;
import dev.weir.batch.LineFailure;
import dev.weir.batch.Tally;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Batches that nobody works off. */
final class FakeBatches implements BatchSource {
    private static final Instant NOW = FakeTraces.NOW;

    private final boolean filled;

    FakeBatches(boolean filled) {
        this.filled = filled;
    }

    @Override
    public Items list(Principal principal, @Nullable String after, int limit) {
        return new Items(filled && after == null ? all() : List.of(), false);
    }

    private static List<Item> all() {
        return List.of(
                item("batch_running", "translations.jsonl", BatchStatus.IN_PROGRESS, 1200, 402, 3, "1.25"),
                item("batch_done", "nightly-summaries.jsonl", BatchStatus.COMPLETED, 880, 861, 19, "2.714"),
                item("batch_wrong", "half-a-file.jsonl", BatchStatus.FAILED, 0, 0, 0, ""),
                item("batch_left", "", BatchStatus.CANCELLED, 5000, 40, 0, "0.02"));
    }

    private static Item item(
            String id, String file, BatchStatus status, long total, long completed, long failed, String cost) {
        Instant created = NOW.minus(Duration.ofMinutes(14));
        Instant ended = NOW.minus(Duration.ofMinutes(2));
        boolean over = status.isOver();
        Batch batch = new Batch(
                id,
                new ProjectId("proj_support"),
                new KeyId("key_01KAWEBCHAT"),
                "/v1/chat/completions",
                "file-" + id,
                "24h",
                Map.of("job", "nightly"),
                null,
                status,
                total == 0 ? null : "small",
                status == BatchStatus.FAILED
                        ? List.of(new BatchError("invalid_json_line", "Line 3 is not JSON.", "custom_id", 3))
                        : List.of(),
                over && completed > 0 ? "file-out" : null,
                over && failed > 0 ? "file-err" : null,
                total,
                new Tally(completed, failed, completed * 310, 0, completed * 90, 0),
                new Batch.Moments(
                        created,
                        created.plus(Duration.ofHours(24)),
                        total == 0 ? null : created.plusSeconds(2),
                        null,
                        status == BatchStatus.COMPLETED ? ended : null,
                        status == BatchStatus.FAILED ? ended : null,
                        null,
                        null,
                        status == BatchStatus.CANCELLED ? ended : null),
                null);
        return new Item(batch, file, "night-batch", cost.isEmpty() ? null : Money.of(new BigDecimal(cost)), "USD");
    }

    @Override
    public Optional<Item> find(Principal principal, String id) {
        return all().stream()
                .filter(item -> filled && item.batch().id().equals(id))
                .findFirst();
    }

    @Override
    public List<LineFailure> failures(Principal principal, Batch batch, int limit) {
        return batch.status().isOver() && batch.tally().failed() > 0
                ? List.of(
                        new LineFailure(
                                "summary-17", 400, "context_length_exceeded", "The request has 140,212 tokens."),
                        new LineFailure("summary-18", null, "batch_expired", "<script>alert('made?')</script>"))
                : List.of();
    }

    @Override
    public List<String> endpoints() {
        return List.of("/v1/responses", "/v1/chat/completions", "/v1/embeddings");
    }

    @Override
    public long largestUpload() {
        return 1 << 20;
    }

    @Override
    public String create(Request form) {
        throw new Refusal(
                ErrorCode.INVALID_REQUEST, "Line 1 is not JSON.", "file", "Put one JSON object on each line.");
    }

    @Override
    public void cancel(Principal principal, String id) {
        throw new Refusal(ErrorCode.INVALID_REQUEST, "A batch with the status completed cannot be cancelled.");
    }
}
