package dev.weir.files;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.store.SealedFolder;
import dev.weir.store.SealedReader;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of all projects: the room's only door. Thread-safe. */
public final class StoredFiles {
    private static final Logger log = LoggerFactory.getLogger(StoredFiles.class);
    private static final int SWEPT_AT_ONCE = 500;
    private static final long REST_OF_FORM = 1 << 20;

    private final FileDao dao;
    private final SealedFolder contents;
    private final FileLimits limits;
    private final Clock clock;
    private final IdSource ids;

    StoredFiles(FileDao dao, SealedFolder contents, FileLimits limits, Clock clock, IdSource ids) {
        this.dao = dao;
        this.contents = contents;
        this.limits = limits;
        this.clock = clock;
        this.ids = ids;
    }

    public FileLimits limits() {
        return limits;
    }

    /**
     * A file that was uploaded by a form.
     *
     * @param fields what the form said beside it
     */
    public record Uploaded(StoredFile file, Map<String, String> fields) {}

    /** The most bytes that such a form may have. */
    public long largestForm() {
        return limits.largest() + REST_OF_FORM;
    }

    /**
     * Takes the file of a form, in the project of whoever sends it, on a route made for uploads.
     *
     * @param others fields that the form may have beside those of the Files API
     * @throws Refusal if the form or the file makes no sense, or there is no room
     */
    public Uploaded receive(Request request, Set<String> others) {
        try (UploadForm form = UploadForm.receive(request, this)) {
            String purpose = form.purpose(others);
            String fileName = form.fileName();
            Duration lifetime = form.lifetime();
            if (form.content().written() == 0) {
                throw new Refusal(ErrorCode.INVALID_REQUEST, "The file is empty.", "file", "Send a file with content.");
            }
            if (purpose.equals("batch")) {
                JsonLinesCheck.require(fileName, form.content().reread());
                lifetime = lifetime == null ? limits.batchRetention() : lifetime;
            }
            return new Uploaded(form.content().keep(purpose, fileName, lifetime), form.fields());
        }
    }

    /**
     * Begins a file of an upload.
     *
     * @throws Refusal if the project or the disk has no room
     */
    NewFile upload(ProjectId project) {
        requireRoom();
        long left = limits.perProject() - dao.bytes(project);
        if (left <= 0) {
            throw full();
        }
        return new NewFile(this, project, ids.next("file-"), Math.min(left, limits.largest()), limits.perProject());
    }

    /**
     * Begins a file that Weir itself makes; the project's bound does not stop it, since its content is paid for.
     *
     * @param id a fresh one with the prefix {@code file-}, or that of a file whose making was broken off
     */
    public NewFile create(ProjectId project, String id) {
        contents.drop(id);
        return new NewFile(this, project, id, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    public Optional<StoredFile> find(ProjectId project, String id) {
        return Optional.ofNullable(dao.find(project, id)).filter(file -> !isOver(file));
    }

    private boolean isOver(StoredFile file) {
        return file.expiresAt() != null && !file.expiresAt().isAfter(clock.instant());
    }

    FilePage list(ProjectId project, @Nullable String purpose, @Nullable String after, boolean ascending, int limit) {
        List<StoredFile> found = dao.page(project, purpose, after, ascending, limit + 1);
        List<StoredFile> page =
                found.stream().limit(limit).filter(file -> !isOver(file)).toList();
        return new FilePage(page, found.size() > limit);
    }

    /** The content, from its beginning; the caller closes it. */
    public InputStream read(StoredFile file) {
        return contents.read(file.project(), file.id());
    }

    SealedReader pieces(StoredFile file) {
        return contents.read(file.project(), file.id());
    }

    /** Whether there was one. */
    boolean delete(ProjectId project, String id) {
        boolean deleted = dao.delete(project, id);
        if (deleted) {
            contents.drop(id);
        }
        return deleted;
    }

    /** Brings rows and contents into line after a start: what has no row is deleted, what has no content is forgotten. */
    void tidy() {
        List<StoredFile> files = dao.all();
        int orphans = contents.keepOnly(files.stream().map(StoredFile::id).collect(Collectors.toSet()));
        if (orphans > 0) {
            log.info("{} unfinished or deleted files were swept", orphans);
        }
        Set<StoredFile> lost =
                files.stream().filter(file -> !contents.exists(file.id())).collect(Collectors.toSet());
        lost.forEach(file -> dao.delete(file.project(), file.id()));
        if (!lost.isEmpty()) {
            log.warn("{} files are forgotten: their content is not in the data directory", lost.size());
        }
    }

    /** Deletes what has expired. */
    void sweep() {
        List<StoredFile> expired;
        do {
            expired = dao.expired(clock.instant(), SWEPT_AT_ONCE);
            expired.forEach(file -> delete(file.project(), file.id()));
        } while (expired.size() == SWEPT_AT_ONCE);
    }

    /** Refuses when uploads have filled the disk as far as they may. */
    void requireRoom() {
        if (contents.free() < limits.keepFree()) {
            throw new Refusal(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The disk is too full for uploads: less than " + limits.keepFree() + " bytes are free.",
                    null,
                    "Free some space, or lower files.keep_free.");
        }
    }

    SealedFolder contents() {
        return contents;
    }

    /** Gives finished content its row; refused if the project's files would have more than {@code most} bytes. */
    StoredFile keep(
            ProjectId project,
            String id,
            String purpose,
            String fileName,
            long bytes,
            @Nullable Duration kept,
            long most) {
        Instant now = clock.instant();
        StoredFile file =
                new StoredFile(id, project, purpose, fileName, bytes, now, kept == null ? null : now.plus(kept));
        contents.keep(id);
        if (!dao.insert(project, file, most)) {
            throw full();
        }
        return file;
    }

    private Refusal full() {
        return new Refusal(
                ErrorCode.REQUEST_TOO_LARGE,
                "The project's files would have more than " + limits.perProject() + " bytes together.",
                "file",
                "Delete files that are no longer needed, or raise files.max_total.");
    }
}
