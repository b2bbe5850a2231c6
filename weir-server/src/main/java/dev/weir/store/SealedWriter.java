package dev.weir.store;

import dev.weir.spi.ProjectId;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes content as a row of sealed pieces. Each piece is bound to its file, to its place, and to whether it is the
 * last, so that none can be exchanged, left out or cut off unnoticed. One thread uses it.
 *
 * <p>A piece is: 1 byte, 1 if it is the last; 2 bytes, the length of the key's name; the name in ASCII; 4 bytes, the
 * length of the ciphertext; the ciphertext.
 */
public final class SealedWriter extends OutputStream {
    static final int PIECE = 1 << 16;

    private final ContentCipher cipher;
    private final ProjectId project;
    private final String name;
    private final Path path;
    private final FileChannel channel;
    private final DataOutputStream out;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private long sealed;
    private long written;

    SealedWriter(ContentCipher cipher, ProjectId project, String name, Path path) {
        this.cipher = cipher;
        this.project = project;
        this.name = name;
        this.path = path;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
        out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 2 * PIECE));
    }

    static byte[] context(String name, long number, boolean last) {
        return (name + "/" + number + (last ? "/last" : "")).getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes of content so far. */
    public long written() {
        return written;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        int at = from;
        int left = length;
        while (left > 0) {
            if (filled == PIECE) {
                seal(false);
            }
            int some = Math.min(left, PIECE - filled);
            System.arraycopy(bytes, at, piece, filled, some);
            filled += some;
            at += some;
            left -= some;
        }
        written += length;
    }

    private void seal(boolean last) {
        byte[] content = java.util.Arrays.copyOf(piece, filled);
        ContentCipher.Envelope envelope = cipher.seal(project, content, context(name, sealed, last));
        byte[] key = envelope.key().getBytes(StandardCharsets.US_ASCII);
        try {
            out.writeByte(last ? 1 : 0);
            out.writeShort(key.length);
            out.write(key);
            out.writeInt(envelope.ciphertext().length);
            out.write(envelope.ciphertext());
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
        sealed++;
        filled = 0;
    }

    /** Writes the last piece and waits until all are on the disk. */
    public void finish() {
        seal(true);
        try {
            out.flush();
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    /** Closes the file as it is; without {@link #finish} it is not a whole one. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }
}
