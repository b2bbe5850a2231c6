package dev.weir.store;

import dev.weir.kernel.IdSource;
import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The one directory where Weir keeps everything, held by one process at a time. It is created for its owner only and
 * carries the version of its layout and the name of this node.
 */
public final class DataDirectory implements AutoCloseable {
    /** Grows when an older Weir could no longer read what this one writes. */
    static final int VERSION = 1;

    private final Path path;
    private final FileChannel lockFile;
    private final String node;

    private DataDirectory(Path path, FileChannel lockFile, String node) {
        this.path = path;
        this.lockFile = lockFile;
        this.node = node;
    }

    /**
     * Opens {@code path}, creating it if need be, and locks it until closed or until the process ends.
     *
     * @throws StorageException of kind {@code LOCKED}, {@code READ_ONLY} or {@code NEWER_VERSION}, or {@code FULL}
     */
    public static DataDirectory open(Path path, IdSource ids) {
        try {
            Files.createDirectories(path, ownerOnly());
            FileChannel lockFile = lock(path);
            try {
                checkVersion(path);
                return new DataDirectory(path, lockFile, node(path, ids));
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileFailures.translate(path, e);
        }
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    /** A name that stays with this directory: {@code node_…}. */
    public String node() {
        return node;
    }

    /** Lets another process in. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw FileFailures.translate(path, e);
        }
    }

    static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new StorageException(Kind.LOCKED, inUse(path));
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static String inUse(Path path) throws IOException {
        String pid = Files.readString(path.resolve("lock"), StandardCharsets.US_ASCII);
        return "the data directory " + path + " is in use by another Weir"
                + (pid.isEmpty() ? "" : " (process " + pid + ")")
                + ": stop that one, or give this one a directory of its own with --data";
    }

    private static void checkVersion(Path path) throws IOException {
        Path file = path.resolve("version");
        if (!Files.exists(file)) {
            keep(path, "version", VERSION + "\n");
            return;
        }
        int found = number(file, Files.readString(file).strip());
        if (found > VERSION) {
            throw new StorageException(
                    Kind.NEWER_VERSION,
                    "the data directory " + path + " has layout " + found
                            + ", this version of Weir knows layouts up to " + VERSION
                            + ": start the newer version, or restore a backup into an empty directory");
        }
    }

    /** Written whole or not at all, even if the power fails at the first start. */
    private static void keep(Path folder, String name, String text) throws IOException {
        Path fresh = folder.resolve(name + ".new");
        Files.writeString(
                fresh,
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        Disk.REAL.forceNames(folder);
    }

    private static int number(Path file, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new StorageException(
                    Kind.CORRUPT,
                    file + " holds '" + text + "' where a number was expected: is this a data directory of Weir?");
        }
    }

    private static String node(Path path, IdSource ids) throws IOException {
        Path file = path.resolve("node");
        if (!Files.exists(file)) {
            keep(path, "node", ids.next("node_") + "\n");
        }
        return Files.readString(file).strip();
    }
}
