package dev.weir.knowledge;

/**
 * A document that was taken in.
 *
 * @param chunks passages it was cut into
 */
public record Taken(String id, DocumentState state, int chunks) {}
