package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.store.SealedWriter;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of a form while it arrives: in memory as long as it is small, else sealed on the disk. One thread uses it.
 * Closing it forgets what was not kept.
 */
final class SentContent implements AutoCloseable {
    /** A book of plain text; larger files go to the disk. */
    static final int SMALL = 1 << 20;

    private final String fileName;
    private final ProjectId project;
    private final @Nullable FileIntake files;
    private final String contentId;
    private final int small;
    private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable SealedWriter writer;
    private long bytes;
    private boolean kept;

    /**
     * @param files where large ones go; null where there is no such place
     * @param small the most bytes that it may have in memory
     */
    SentContent(String fileName, ProjectId project, @Nullable FileIntake files, int small) {
        this.fileName = fileName;
        this.project = project;
        this.files = files;
        this.contentId = files == null ? "" : files.nextContentId();
        this.small = small;
    }

    String fileName() {
        return fileName;
    }

    String contentId() {
        return contentId;
    }

    long bytes() {
        return bytes;
    }

    /**
     * @throws Refusal if the file becomes too large
     */
    void add(byte[] piece) {
        bytes += piece.length;
        if (files != null && bytes > files.largest()) {
            throw tooLarge(files.largest(), "knowledge.parser.max_file bounds it");
        }
        ByteArrayOutputStream held = memory;
        if (held != null && bytes <= small) {
            held.writeBytes(piece);
            return;
        }
        if (files == null) {
            throw tooLarge(small, "Split it.");
        }
        SealedWriter sealed = spilled(files);
        sealed.write(piece, 0, piece.length);
    }

    private Refusal tooLarge(long most, String hint) {
        return new Refusal(
                ErrorCode.REQUEST_TOO_LARGE,
                "The file " + fileName + " has more than " + most + " bytes.",
                "file",
                hint);
    }

    private SealedWriter spilled(FileIntake to) {
        SealedWriter sealed = writer;
        if (sealed == null) {
            sealed = to.begin(project, contentId);
            writer = sealed;
            ByteArrayOutputStream held = memory;
            if (held != null) {
                byte[] all = held.toByteArray();
                sealed.write(all, 0, all.length);
            }
            memory = null;
        }
        return sealed;
    }

    /** All of it, as far as it is in memory; null if it is on the disk. */
    byte @Nullable [] inMemory() {
        ByteArrayOutputStream held = memory;
        return held == null ? null : held.toByteArray();
    }

    /** Makes sure that it is on the disk. */
    void finish() {
        if (files == null) {
            throw new IllegalStateException("there is no place for " + fileName);
        }
        spilled(files).finish();
        memory = null;
    }

    /** Its row says from now on that it is there. */
    void kept() {
        kept = true;
    }

    @Override
    public void close() {
        SealedWriter sealed = writer;
        if (sealed != null && files != null && !kept) {
            sealed.close();
            files.drop(contentId);
        }
    }
}
