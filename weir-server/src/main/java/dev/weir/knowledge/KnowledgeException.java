package dev.weir.knowledge;

import dev.weir.store.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A knowledge base could not be read or written: its directory is damaged, full, or held by another process. */
public final class KnowledgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean explained;

    public KnowledgeException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private KnowledgeException(String message, Throwable cause, boolean explained) {
        super(message, cause);
        this.explained = explained;
    }

    /** What a failure of the file system means for the index in {@code directory}. */
    static KnowledgeException of(Path directory, Throwable failure) {
        if (failure instanceof IOException known) {
            StorageException told = StorageException.of(directory, known);
            if (told.isExplained()) {
                return new KnowledgeException(String.valueOf(told.getMessage()), failure, true);
            }
        }
        return new KnowledgeException("the knowledge base in " + directory + " failed: " + failure, failure);
    }

    /** What a log needs besides the message of a failure: nothing where the message says it all. */
    static @Nullable Throwable stackOf(RuntimeException failure) {
        return switch (failure) {
            case KnowledgeException base when base.explained -> null;
            case StorageException storage when storage.isExplained() -> null;
            default -> failure;
        };
    }

    /** For whoever asked. */
    String told() {
        return "The knowledge base cannot be read or written just now"
                + (explained ? ": " + getMessage() + "." : "; the log has the details.");
    }
}
