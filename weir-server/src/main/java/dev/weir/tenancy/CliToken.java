package dev.weir.tenancy;

import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code cli.token}, by which the CLI on this machine shows that it may do what the owner of the data directory
 * may. It is created for its owner only, never opened wider for a moment; one that others can read is not trusted.
 */
final class CliToken {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final int LARGEST = 4096;
    private final Path file;

    CliToken(Path directory) {
        this.file = directory.resolve("cli.token");
    }

    Path file() {
        return file;
    }

    /** The key in it; null if there is none that can be trusted. */
    @Nullable
    String read() {
        try {
            boolean trusted = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) <= LARGEST
                    && (!POSIX || OWNER.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)));
            return trusted ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip() : null;
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** Puts a new file in the place of the old one, whole or not at all. */
    void write(IssuedKey key) {
        Path fresh = file.resolveSibling("cli.token.new");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
                channel.write(ByteBuffer.wrap((key.text() + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
    }

    private StorageException failed(String what, IOException cause) {
        return new StorageException(
                Kind.FAILED,
                file + " cannot be " + what + " (" + cause.getMessage()
                        + "): give the user that runs Weir access to it and its folder",
                cause);
    }
}
