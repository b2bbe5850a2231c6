package dev.weir.store;

import dev.weir.spi.ProjectId;
import dev.weir.store.ContentCipher.Envelope;
import dev.weir.store.StorageException.Kind;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads back what {@link SealedWriter} wrote, a piece at a time. One thread uses it. */
public final class SealedReader extends InputStream {
    private static final int LARGEST = 2 * SealedWriter.PIECE;

    private final ContentCipher cipher;
    private final ProjectId project;
    private final String name;
    private final Path path;
    private final DataInputStream in;
    private byte[] piece = new byte[0];
    private int at;
    private long opened;
    private boolean last;

    SealedReader(ContentCipher cipher, ProjectId project, String name, Path path) {
        this.cipher = cipher;
        this.project = project;
        this.name = name;
        this.path = path;
        try {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), LARGEST));
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    /** The rest of the current piece, or the next one; null at the end. */
    public byte @Nullable [] nextPiece() {
        if (!fill()) {
            return null;
        }
        byte[] rest = at == 0 ? piece : java.util.Arrays.copyOfRange(piece, at, piece.length);
        at = piece.length;
        return rest;
    }

    @Override
    public int read() {
        return fill() ? piece[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int some = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, from, some);
        at += some;
        return some;
    }

    private boolean fill() {
        while (at == piece.length) {
            if (last) {
                return false;
            }
            open();
        }
        return true;
    }

    private void open() {
        try {
            last = in.readByte() == 1;
            String key = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.US_ASCII);
            int length = in.readInt();
            byte[] ciphertext = length < 0 || length > LARGEST ? new byte[0] : in.readNBytes(length);
            if (ciphertext.length != length) {
                throw broken();
            }
            byte[] context = SealedWriter.context(name, opened, last);
            byte[] content = cipher.open(project, new Envelope(key, null, ciphertext), context);
            if (content == null) {
                throw new StorageException(
                        Kind.FAILED, "the content of " + name + " was erased with its project's key");
            }
            piece = content;
            at = 0;
            opened++;
        } catch (EOFException e) {
            throw broken();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    private StorageException broken() {
        return new StorageException(Kind.CORRUPT, path + " ends in the middle of its content");
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }
}
