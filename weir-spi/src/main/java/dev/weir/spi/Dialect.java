package dev.weir.spi;

/** A wire format for model calls. */
public enum Dialect {
    OPENAI_CHAT,
    OPENAI_EMBEDDINGS,
    OPENAI_RESPONSES,
    OPENAI_MODERATIONS,
    ANTHROPIC_MESSAGES
}
