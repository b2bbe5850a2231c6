package dev.weir.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Something could not be stored or read. The message says what happened, where, and what to do about it. */
public final class StorageException extends RuntimeException {
    private final Kind kind;

    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What a failure of the file system at {@code path} means. */
    public static StorageException of(Path path, IOException failure) {
        return FileFailures.translate(path, failure);
    }

    /** Whether the message tells whoever runs Weir all there is to do; then nobody needs a stack. */
    public boolean isExplained() {
        return switch (kind) {
            case FULL, READ_ONLY, LOCKED, AWAY -> true;
            case NEWER_VERSION, CORRUPT, CONFLICT, FAILED -> false;
        };
    }

    /** The same failure for another caller, with that caller's stack. */
    StorageException again() {
        return new StorageException(kind, String.valueOf(getMessage()), this);
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong, as far as a caller may want to act on it. */
    public enum Kind {
        /** The disk has no space left. */
        FULL,
        /** The file or its directory cannot be written. */
        READ_ONLY,
        /** Another process holds the file. */
        LOCKED,
        /** The database server cannot be reached, or lets nobody in. */
        AWAY,
        /** A newer Weir wrote this. */
        NEWER_VERSION,
        /** The bytes on disk are not what was written. */
        CORRUPT,
        /** A unique, foreign key or check constraint refused the row. */
        CONFLICT,
        /** Anything else; the cause tells. */
        FAILED
    }
}
