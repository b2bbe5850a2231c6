package dev.weir.audit;

import dev.weir.audit.note.SigningKey;
import dev.weir.audit.note.VerifierKey;
import dev.weir.secrets.MasterKey;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that signs the log's checkpoints: a seed, sealed with the master key, in a file that only its owner can read,
 * so that a backup can carry it. The public keys, one a line and the newest last, lie beside it for whoever checks.
 */
final class KeyFolder {
    /** A seed of 32 bytes in base64, instead of the file. */
    static final String VARIABLE = "WEIR_AUDIT_KEY";

    static final String NAME = "audit";
    static final String SECRET = "signing.key";
    static final String PUBLIC = "verifier";

    private static final Logger log = LoggerFactory.getLogger(KeyFolder.class);
    private static final String CONTEXT = "audit log's signing key";

    private final Path folder;

    KeyFolder(Path data) {
        this.folder = data.resolve(NAME);
    }

    /**
     * Takes the key from the environment if it is given, else from the file, else makes a new one.
     *
     * @param name the log's
     * @param fromEnvironment the value of {@value #VARIABLE}
     */
    SigningKey open(String name, @Nullable String fromEnvironment, MasterKey master) {
        try {
            Files.createDirectories(folder);
            SigningKey key = SigningKey.of(name, fromEnvironment == null ? kept(master) : seed(fromEnvironment));
            publish(key.verifier());
            return key;
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    private static byte[] seed(String text) {
        try {
            byte[] seed = Base64.getDecoder().decode(text.strip());
            if (seed.length == SigningKey.SEED) {
                return seed;
            }
        } catch (IllegalArgumentException notBase64) {
            // answered below, like a seed of another length
        }
        throw new StorageException(
                Kind.FAILED,
                VARIABLE + " is not a key: write " + SigningKey.SEED
                        + " random bytes in base64, as openssl rand -base64 " + SigningKey.SEED + " prints them");
    }

    private byte[] kept(MasterKey master) throws IOException {
        Path file = folder.resolve(SECRET);
        if (Files.exists(file)) {
            return master.unwrap(
                    Base64.getDecoder().decode(Files.readString(file).strip()), CONTEXT);
        }
        if (!known().isEmpty()) {
            throw new StorageException(
                    Kind.FAILED,
                    "the key that signed this audit log is missing: put " + file + " back, or set " + VARIABLE
                            + "; to begin with a new key, move " + folder.resolve(PUBLIC) + " away");
        }
        byte[] seed = new byte[SigningKey.SEED];
        new SecureRandom().nextBytes(seed);
        write(file, Base64.getEncoder().encodeToString(master.wrap(seed, CONTEXT)) + "\n");
        return seed;
    }

    /** The public keys of this log, the one in use last; empty where there is none. */
    List<VerifierKey> known() throws IOException {
        Path file = folder.resolve(PUBLIC);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readString(file)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(VerifierKey::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new StorageException(
                    Kind.CORRUPT, file + " holds something else than public keys: " + e.getMessage());
        }
    }

    private void publish(VerifierKey key) throws IOException {
        List<VerifierKey> known = known();
        if (!known.isEmpty() && known.getLast().isSame(key)) {
            return;
        }
        if (!known.isEmpty()) {
            log.warn("The audit log is signed with another key from now on: {}", key);
        }
        List<VerifierKey> all = new ArrayList<>(known);
        all.add(key);
        StringBuilder text = new StringBuilder();
        all.forEach(each -> text.append(each).append('\n'));
        write(folder.resolve(PUBLIC), text.toString());
    }

    /** Whole or not at all. */
    private void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, ownerOnly(fresh));
        Files.write(fresh, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
