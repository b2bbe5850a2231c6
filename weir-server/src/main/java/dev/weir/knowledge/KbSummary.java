package dev.weir.knowledge;

import java.time.Instant;

/**
 * A knowledge base and how far it is.
 *
 * @param installation whether it belongs to the installation: every project may read it, none may change it
 * @param documents all of them, whatever their state
 * @param unfinished documents without vectors for all of their passages yet
 * @param failed documents that could not be indexed
 * @param chunks passages
 * @param bytes of the documents as they were sent
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
        long bytes) {}
