package dev.weir.knowledge;

import tools.jackson.databind.node.ObjectNode;

/**
 * A file that is to become a document.
 *
 * @param id the document's, the caller's own
 * @param contentId names its sealed content
 * @param fileName as its sender gave it
 */
record SentFile(String id, String contentId, String fileName, long bytes, ObjectNode metadata, Readers readers) {}
