package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.stream.Stream;

/** Turns failures of the file system into failures that say what to do. */
final class FileFailures {
    private FileFailures() {}

    static StorageException translate(Path path, IOException failure) {
        Kind kind = kind(failure);
        return new StorageException(kind, message(kind, path, failure), failure);
    }

    /** Lucene adds what kept it from making a file to the complaint that the file is missing. */
    private static Kind kind(IOException failure) {
        return Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed()))
                .filter(IOException.class::isInstance)
                .map(each -> own((IOException) each))
                .filter(kind -> kind != Kind.FAILED)
                .findFirst()
                .orElse(Kind.FAILED);
    }

    /** The JDK passes on strerror's words for what has no exception of its own. */
    private static Kind own(IOException failure) {
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("no space left") || words.contains("disk quota") || words.contains("not enough space")) {
            return Kind.FULL;
        }
        boolean readOnly = failure instanceof AccessDeniedException
                || failure.getCause() instanceof ReadOnlyFileSystemException
                || words.contains("read-only")
                || words.contains("permission denied");
        return readOnly ? Kind.READ_ONLY : Kind.FAILED;
    }

    private static String message(Kind kind, Path path, IOException failure) {
        return switch (kind) {
            case FULL -> "no space left for " + path + ": free some space on its disk";
            case READ_ONLY -> path + " cannot be written: give the user that runs Weir write access to it";
            case FAILED, LOCKED, AWAY, NEWER_VERSION, CORRUPT, CONFLICT ->
                failure instanceof FileAlreadyExistsException
                        ? path + " is a file, not a directory: name another place"
                        : path + " cannot be used: " + words(failure);
        };
    }

    private static String words(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
