package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a backup holds: a line of version, then a SHA-256 and a name for every file, as {@code sha256sum} writes them. */
final class Manifest {
    static final String NAME = "manifest";
    private static final String FIRST_LINE = "weir backup 1";
    private static final String SEPARATOR = "  ";

    private final Map<String, String> files = new LinkedHashMap<>();

    /** Copies a file's bytes and notes their checksum. */
    void copy(String name, InputStream from, OutputStream to) throws IOException {
        MessageDigest digest = sha256();
        from.transferTo(new DigestOutputStream(to, digest));
        files.put(name, HexFormat.of().formatHex(digest.digest()));
    }

    Map<String, String> files() {
        return files;
    }

    String text() {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        files.forEach(
                (name, sum) -> text.append(sum).append(SEPARATOR).append(name).append('\n'));
        return text.toString();
    }

    static Manifest parse(String text) {
        if (!text.startsWith(FIRST_LINE + "\n")) {
            throw new StorageException(
                    Kind.NEWER_VERSION, "this backup was made by another version of Weir: use that one");
        }
        Manifest manifest = new Manifest();
        text.lines().skip(1).forEach(manifest::add);
        return manifest;
    }

    private void add(String line) {
        int separator = line.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new StorageException(Kind.CORRUPT, "the backup's manifest has a line that is none: " + line);
        }
        files.put(line.substring(separator + SEPARATOR.length()), line.substring(0, separator));
    }

    /** Copies a file's bytes out of a backup and compares their checksum. */
    void verify(String name, InputStream from, OutputStream to) throws IOException {
        MessageDigest digest = sha256();
        new DigestInputStream(from, digest).transferTo(to);
        if (!HexFormat.of().formatHex(digest.digest()).equals(files.get(name))) {
            throw new StorageException(Kind.CORRUPT, "the backup is damaged: " + name + " is not what was saved");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
