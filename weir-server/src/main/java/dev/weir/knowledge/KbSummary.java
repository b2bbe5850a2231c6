package dev.weir.knowledge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A knowledge base and how far it is.
 *
 * @param installation whether it belongs to the installation: every project may read it, none may change it
 * @param documents all of them, whatever their state
 * @param unfinished documents without vectors for all of their passages yet
 * @param failed documents that could not be indexed
 * @param chunks passages
 * @param bytes of the documents as they were sent
 * @param rebuilding how far the index that these settings want is; null where it is the one that serves
 */
public record KbSummary(
        String id,
        String name,
        boolean installation,
        Instant createdAt,
        long documents,
        long unfinished,
        long failed,
        long chunks,
        long bytes,
        KbSettings settings,
        @Nullable Rebuilding rebuilding) {

    /**
     * A new index in the making, while the old one serves.
     *
     * @param documents that are in it, of all that there are
     * @param waiting its passages that have no vector yet
     * @param reason what stopped the work, which is taken up again; null where nothing did
     */
    public record Rebuilding(
            long documents, long of, long waiting, @Nullable String reason) {}

    KbSummary rebuilding(@Nullable Rebuilding progress) {
        return new KbSummary(
                id, name, installation, createdAt, documents, unfinished, failed, chunks, bytes, settings, progress);
    }
}
