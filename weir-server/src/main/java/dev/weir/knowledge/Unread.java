package dev.weir.knowledge;

/**
 * A file that could not be read, kept as a document that failed until it is sent again or removed.
 *
 * @param id the document's, had it been read
 * @param reason what is wrong and what would be right
 * @param bytes the size of what was sent
 */
public record Unread(String id, String reason, long bytes) {}
