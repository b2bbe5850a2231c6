package dev.weir.store;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code server.url} in a data directory: where the server that works on this directory listens. It is there
 * as long as the server runs; one that was killed leaves it behind, which its reader finds out by the process.
 *
 * @param url the server's address on this machine
 * @param process the id of its process
 */
public record ServerMark(URI url, long process) {
    private static final String NAME = "server.url";

    /** The file's place in a data directory. */
    public static Path file(Path directory) {
        return directory.resolve(NAME);
    }

    /** The mark of the server in this process. */
    public static ServerMark ofThisProcess(URI url) {
        return new ServerMark(url, ProcessHandle.current().pid());
    }

    /** Puts the mark into the directory, whole or not at all, readable by its owner only. */
    public void write(Path directory) {
        Path file = file(directory);
        try {
            Path fresh = Files.createTempFile(directory, NAME, ".new", ownerOnly());
            Files.write(fresh, List.of(url.toString(), Long.toString(process)), StandardCharsets.US_ASCII);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FileFailures.translate(file, e);
        }
    }

    /**
     * Reads the directory's mark; empty if there is none, or none that makes sense.
     *
     * @throws StorageException if it may not be read
     */
    public static Optional<ServerMark> read(Path directory) {
        Path file = file(directory);
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new ServerMark(URI.create(lines.get(0)), Long.parseLong(lines.get(1))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.FAILED,
                    file + " cannot be read (" + e.getMessage() + "): run as the user that runs Weir",
                    e);
        }
    }

    /** Removes the directory's mark if there is one. */
    public static void remove(Path directory) {
        try {
            Files.deleteIfExists(file(directory));
        } catch (IOException e) {
            throw FileFailures.translate(file(directory), e);
        }
    }

    /** Whether the process that wrote it still runs, as far as this machine can tell. */
    public boolean isAlive() {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
