package dev.weir.files;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.store.SealedWriter;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being written. Nobody sees it before {@link #keep}; closing it without that forgets it. One thread
 * uses it.
 */
public final class NewFile implements AutoCloseable {
    private static final long CHECK_DISK_EVERY = 8 << 20;

    private final StoredFiles files;
    private final ProjectId project;
    private final String id;
    private final long largest;
    private final long perProject;
    private final SealedWriter writer;
    private long checkedAt;
    private boolean finished;
    private boolean kept;

    NewFile(StoredFiles files, ProjectId project, String id, long largest, long perProject) {
        this.files = files;
        this.project = project;
        this.id = id;
        this.largest = largest;
        this.perProject = perProject;
        this.writer = files.contents().begin(project, id);
    }

    public String id() {
        return id;
    }

    /** Bytes of content so far. */
    public long written() {
        return writer.written();
    }

    /**
     * Adds to the content.
     *
     * @throws Refusal if the file becomes too large, or the disk too full
     */
    public void write(byte[] bytes) {
        if (writer.written() + bytes.length > largest) {
            throw new Refusal(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The file has more than the " + largest + " bytes that there is room for.",
                    "file",
                    "files.max_size bounds a file, files.max_total a project's files together.");
        }
        if (largest < Long.MAX_VALUE && writer.written() - checkedAt >= CHECK_DISK_EVERY) {
            checkedAt = writer.written();
            files.requireRoom();
        }
        writer.write(bytes, 0, bytes.length);
    }

    /** Puts the content on the disk; nothing can be added afterwards. */
    public void finish() {
        if (!finished) {
            finished = true;
            writer.finish();
        }
    }

    /** The finished content, from its beginning; the caller closes it. */
    InputStream reread() {
        finish();
        return files.contents().unfinished(project, id);
    }

    /**
     * Makes the file visible.
     *
     * @param lifetime how long it is kept; null until its owner deletes it
     */
    public StoredFile keep(String purpose, String fileName, @Nullable Duration lifetime) {
        finish();
        StoredFile file = files.keep(project, id, purpose, fileName, writer.written(), lifetime, perProject);
        kept = true;
        return file;
    }

    @Override
    public void close() {
        writer.close();
        if (!kept) {
            files.contents().drop(id);
        }
    }
}
