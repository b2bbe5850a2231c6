package dev.weir.knowledge.embedding;

/** The embedding model failed: a defect of the installation or of ours, never of the text. */
public final class EmbeddingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddingException(String message, Throwable cause) {
        super(message, cause);
    }
}
