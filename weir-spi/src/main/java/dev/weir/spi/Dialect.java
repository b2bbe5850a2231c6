package dev.weir.spi;

/** A wire format for model calls. */
public enum Dialect {
    OPENAI_CHAT,
    OPENAI_EMBEDDINGS,
    OPENAI_RESPONSES,
    OPENAI_MODERATIONS,
    ANTHROPIC_MESSAGES,
    /** Answers only; Google's {@code generateContent}, of the Gemini API and of Vertex. */
    GEMINI,
    /** What Cohere, Jina and others take and give under {@code /rerank}. */
    RERANK,
    /** Answers only; Bedrock's own. */
    BEDROCK_CONVERSE,
    /** Answers only; Cohere's own. */
    COHERE_CHAT
}
