package dev.weir.knowledge;

/** A knowledge base could not be read or written: its directory is damaged, full, or held by another process. */
public final class KnowledgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KnowledgeException(String message, Throwable cause) {
        super(message, cause);
    }
}
