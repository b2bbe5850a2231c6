package dev.weir.spi;

/** A wire format for model calls. */
public enum Dialect {
    OPENAI_CHAT,
    OPENAI_EMBEDDINGS,
    ANTHROPIC_MESSAGES,
    /** Google's {@code generateContent}, of the Gemini API and of Vertex; providers speak it, clients do not. */
    GEMINI
}
