package dev.weir.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's Batch objects. */
final class BatchJson {
    private BatchJson() {}

    record Counts(long total, long completed, long failed) {}

    record Cached(long cachedTokens) {}

    record Reasoning(long reasoningTokens) {}

    record Usage(
            long inputTokens,
            Cached inputTokensDetails,
            long outputTokens,
            Reasoning outputTokensDetails,
            long totalTokens) {
        static Usage of(Tally tally) {
            return new Usage(
                    tally.inputTokens(),
                    new Cached(tally.cachedTokens()),
                    tally.outputTokens(),
                    new Reasoning(tally.reasoningTokens()),
                    tally.inputTokens() + tally.outputTokens());
        }
    }

    record Errors(String object, List<BatchError> data) {}

    /** Who works it off, where that is not Weir; a field that only Weir has. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Elsewhere(
            String provider, String providerModel, @Nullable String providerBatch) {
        static @Nullable Elsewhere of(Batch.@Nullable Elsewhere elsewhere) {
            return elsewhere == null
                    ? null
                    : new Elsewhere(
                            elsewhere.target().provider(), elsewhere.target().model(), elsewhere.id());
        }
    }

    record Card(
            String id,
            String object,
            String endpoint,
            @Nullable String model,
            @Nullable Errors errors,
            String inputFileId,
            String completionWindow,
            String status,
            @Nullable String outputFileId,
            @Nullable String errorFileId,
            long createdAt,
            @Nullable Long inProgressAt,
            @Nullable Long expiresAt,
            @Nullable Long finalizingAt,
            @Nullable Long completedAt,
            @Nullable Long failedAt,
            @Nullable Long expiredAt,
            @Nullable Long cancellingAt,
            @Nullable Long cancelledAt,
            Counts requestCounts,
            Usage usage,
            @Nullable Map<String, String> metadata,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Elsewhere weir) {

        /** Result files have names while they are being written, and exist when the batch is over. */
        static Card of(Batch batch) {
            boolean over = batch.status().isOver();
            Batch.Moments at = batch.moments();
            return new Card(
                    batch.id(),
                    "batch",
                    batch.endpoint(),
                    batch.model(),
                    batch.errors().isEmpty() ? null : new Errors("list", batch.errors()),
                    batch.inputFile(),
                    batch.window(),
                    batch.status().wire(),
                    over ? batch.outputFile() : null,
                    over ? batch.errorFile() : null,
                    at.createdAt().getEpochSecond(),
                    seconds(at.inProgressAt()),
                    seconds(at.expiresAt()),
                    seconds(at.finalizingAt()),
                    seconds(at.completedAt()),
                    seconds(at.failedAt()),
                    seconds(at.expiredAt()),
                    seconds(at.cancellingAt()),
                    seconds(at.cancelledAt()),
                    new Counts(
                            batch.total(),
                            batch.tally().completed(),
                            batch.tally().failed()),
                    Usage.of(batch.tally()),
                    batch.metadata(),
                    Elsewhere.of(batch.elsewhere()));
        }

        private static @Nullable Long seconds(@Nullable Instant moment) {
            return moment == null ? null : Long.valueOf(moment.getEpochSecond());
        }
    }

    record Cards(
            String object,
            List<Card> data,
            @Nullable String firstId,
            @Nullable String lastId,
            boolean hasMore) {
        static Cards of(BatchPage page) {
            List<Card> cards = page.batches().stream().map(Card::of).toList();
            return new Cards(
                    "list",
                    cards,
                    cards.isEmpty() ? null : cards.getFirst().id(),
                    cards.isEmpty() ? null : cards.getLast().id(),
                    page.more());
        }
    }
}
