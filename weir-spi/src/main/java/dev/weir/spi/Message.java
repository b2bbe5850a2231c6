package dev.weir.spi;

/**
 * One message of a conversation, as far as stages need it: who speaks and the text. Parts that are not text stay in
 * the request's {@link Payload}.
 */
public record Message(String role, String text) {}
