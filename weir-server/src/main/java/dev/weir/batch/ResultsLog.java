package dev.weir.batch;

import dev.weir.spi.ProjectId;
import dev.weir.store.ContentCipher;
import dev.weir.store.ContentCipher.Envelope;
import dev.weir.store.StorageException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results of one batch, in the order in which they came: sealed records, appended to one file. When {@link #append}
 * returns, a power cut loses nothing of it; callers that append at the same time share a sync. What a crash left half
 * written at the end is cut off when the log is opened. Thread-safe.
 *
 * <p>A record is: 2 bytes, the length of the key's name; 4 bytes, the length of the ciphertext; both of them.
 */
final class ResultsLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ResultsLog.class);
    private static final int HEADER = Short.BYTES + Integer.BYTES;

    private final ContentCipher cipher;
    private final ProjectId project;
    private final String name;
    private final Path path;
    private final FileChannel channel;
    private final Object writing = new Object();
    private final Object syncing = new Object();
    private long records;
    private long written;
    private long synced;

    private ResultsLog(ContentCipher cipher, ProjectId project, String name, Path path) throws IOException {
        this.cipher = cipher;
        this.project = project;
        this.name = name;
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Opens or begins a log; {@code seen} gets what it holds. */
    static ResultsLog open(ContentCipher cipher, ProjectId project, String name, Path path, Consumer<Result> seen) {
        try {
            ResultsLog opened = new ResultsLog(cipher, project, name, path);
            opened.written = opened.replay(seen);
            opened.channel.truncate(opened.written);
            opened.channel.force(true);
            opened.synced = opened.written;
            return opened;
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    void append(Result result) {
        long end;
        synchronized (writing) {
            end = write(result.packed());
        }
        synchronized (syncing) {
            if (synced < end) {
                sync();
            }
        }
    }

    private long write(byte[] content) {
        Envelope envelope = cipher.seal(project, content, context(records));
        byte[] key = envelope.key().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer record = ByteBuffer.allocate(HEADER + key.length + envelope.ciphertext().length)
                .putShort((short) key.length)
                .putInt(envelope.ciphertext().length)
                .put(key)
                .put(envelope.ciphertext())
                .flip();
        long at = written;
        try {
            while (record.hasRemaining()) {
                at += channel.write(record, at);
            }
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
        records++;
        written = at;
        return at;
    }

    private void sync() {
        long reached;
        synchronized (writing) {
            reached = written;
        }
        try {
            channel.force(false);
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
        synced = reached;
    }

    /** Reads all results from the beginning, as far as they are whole; where they end. */
    private long replay(Consumer<Result> seen) {
        long end = 0;
        records = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            while (true) {
                byte[] key = new byte[in.readUnsignedShort()];
                byte[] ciphertext = new byte[bounded(in.readInt())];
                in.readFully(key);
                in.readFully(ciphertext);
                seen.accept(Result.unpacked(opened(key, ciphertext)));
                records++;
                end += HEADER + key.length + ciphertext.length;
            }
        } catch (EOFException cutOff) {
            return end;
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    /** A length that goes beyond the file is half a record. */
    private int bounded(int length) throws IOException {
        if (length <= 0 || length > Files.size(path)) {
            throw new EOFException();
        }
        return length;
    }

    private byte[] opened(byte[] key, byte[] ciphertext) throws EOFException {
        Envelope envelope = new Envelope(new String(key, StandardCharsets.US_ASCII), null, ciphertext);
        byte @Nullable [] content;
        try {
            content = cipher.open(project, envelope, context(records));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.CORRUPT) {
                log.warn("The results of {} end with one that was not whole", name);
                throw new EOFException();
            }
            throw e;
        }
        if (content == null) {
            throw new StorageException(
                    StorageException.Kind.FAILED, "the results of " + name + " were erased with their project's key");
        }
        return content;
    }

    /** All results so far; nothing may be appended meanwhile. */
    void forEach(Consumer<Result> seen) {
        long before = records;
        replay(seen);
        if (records != before) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, path + " holds " + records + " results where there were " + before);
        }
    }

    private byte[] context(long number) {
        return (name + "/results/" + number).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }
}
