package dev.weir.spi;

/**
 * A request body as its client sent it: JSON in UTF-8, kept whole so that fields which Weir does not know survive.
 * The bytes are shared and must not be changed.
 */
public record Payload(Dialect dialect, byte[] json) {}
