package dev.weir.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key that wraps all others: a Tink keyset in a file that only its owner can read, or from the environment. It is
 * in no backup, so that a backup alone tells nothing.
 */
public final class MasterKey {
    public static final String VARIABLE = "WEIR_MASTER_KEY";
    public static final String FILE = "master.key";

    private final Aead aead;

    private MasterKey(KeysetHandle keyset) throws GeneralSecurityException {
        this.aead = Keysets.aead(keyset);
    }

    /**
     * Takes the key from {@code fromEnvironment} if it is given, else from {@value #FILE} in {@code folder}, else makes
     * a new one and keeps it there.
     *
     * @param fromEnvironment the value of {@value #VARIABLE}: a Tink JSON keyset in base64
     * @param existing whether the folder already holds data that an older master key protects; a missing key is
     *     refused then instead of made
     */
    public static MasterKey open(Path folder, @Nullable String fromEnvironment, boolean existing) {
        Path file = folder.resolve(FILE);
        try {
            if (fromEnvironment != null) {
                return fromEnvironment(fromEnvironment);
            }
            return Files.exists(file) ? fromFile(file) : create(file, existing);
        } catch (IOException | GeneralSecurityException e) {
            throw new StorageException(
                    Kind.FAILED, "the master key in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static MasterKey fromEnvironment(String value) {
        try {
            byte[] json = Base64.getDecoder().decode(value.strip());
            return new MasterKey(Keysets.fromJson(new String(json, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new StorageException(
                    Kind.FAILED,
                    VARIABLE + " is not a Tink keyset in base64 (the content of " + FILE + ", encoded): "
                            + e.getMessage(),
                    e);
        }
    }

    private static MasterKey fromFile(Path file) throws IOException, GeneralSecurityException {
        if (posix(file) && readableByOthers(Files.getPosixFilePermissions(file))) {
            throw new StorageException(
                    Kind.FAILED, file + " can be read by others than its owner: run chmod 600 " + file);
        }
        return new MasterKey(Keysets.fromJson(Files.readString(file)));
    }

    private static boolean readableByOthers(Set<PosixFilePermission> permissions) {
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }

    private static MasterKey create(Path file, boolean existing) throws IOException, GeneralSecurityException {
        if (existing) {
            throw new StorageException(
                    Kind.FAILED,
                    "the data in " + file.getParent() + " is encrypted and its master key is missing: put " + FILE
                            + " back beside it, or set " + VARIABLE);
        }
        KeysetHandle keyset = Keysets.create();
        Files.createFile(file, ownerOnly(file));
        Files.writeString(file, Keysets.toJson(keyset), StandardOpenOption.SYNC);
        return new MasterKey(keyset);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return posix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    Aead aead() {
        return aead;
    }

    /**
     * Encrypts a secret that is kept beside the data and in backups.
     *
     * @param context what the secret is; {@link #unwrap} needs the same
     */
    public byte[] wrap(byte[] secret, String context) {
        try {
            return aead.encrypt(secret, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new StorageException(Kind.FAILED, "the " + context + " could not be sealed", e);
        }
    }

    /**
     * Reads what {@link #wrap} made.
     *
     * @throws StorageException of kind {@code CORRUPT} if another master key sealed it, or it was changed
     */
    public byte[] unwrap(byte[] wrapped, String context) {
        try {
            return aead.decrypt(wrapped, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the " + context + " was sealed with another master key, or changed: put the " + FILE
                            + " of this data directory back, or set " + VARIABLE,
                    e);
        }
    }
}
