package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.parser.ParserPool;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.store.ContentCipher;
import dev.weir.store.SealedFolder;
import dev.weir.store.SealedReader;
import dev.weir.store.SealedWriter;
import dev.weir.store.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on their way to become documents. A file's content is sealed and on the disk before its row says that it is
 * there; it is deleted after its row is gone. Thread-safe.
 */
final class FileIntake {
    private static final Logger log = LoggerFactory.getLogger(FileIntake.class);
    private static final int LONGEST_PASSWORD = 1024;

    private final FileDao dao;
    private final SealedFolder contents;
    private final ContentCipher cipher;
    private final ParserPool pool;
    private final long largest;
    private final Clock clock;
    private final IdSource ids;

    /**
     * @param largest the most bytes of a file
     */
    FileIntake(
            FileDao dao,
            SealedFolder contents,
            ContentCipher cipher,
            ParserPool pool,
            long largest,
            Clock clock,
            IdSource ids) {
        this.dao = dao;
        this.contents = contents;
        this.cipher = cipher;
        this.pool = pool;
        this.largest = largest;
        this.clock = clock;
        this.ids = ids;
    }

    /** Why no file is read here; null where files are. */
    @Nullable
    String obstacle() {
        return pool.obstacle();
    }

    long largest() {
        return largest;
    }

    String nextContentId() {
        return ids.next("doc_");
    }

    /** Content that nobody sees before {@link #queue}. */
    SealedWriter begin(ProjectId project, String contentId) {
        return contents.begin(project, contentId);
    }

    void drop(String contentId) {
        try {
            contents.drop(contentId);
        } catch (StorageException e) {
            log.warn("The next start deletes what is not needed any more: {}", e.getMessage());
        }
    }

    SealedReader read(FileJob job) {
        return contents.read(job.project(), job.file().contentId());
    }

    /**
     * From now on these files are read, whatever happens to this process. Their contents are finished.
     *
     * @throws Refusal if the base was deleted meanwhile
     */
    void queue(Kb kb, ProjectId project, List<SentFile> files) {
        files.forEach(file -> contents.keep(file.contentId()));
        try {
            dao.queue(project, kb.id(), files, clock.instant()).forEach(this::drop);
        } catch (StorageException e) {
            files.forEach(file -> drop(file.contentId()));
            throw e.kind() == StorageException.Kind.CONFLICT ? OpenBases.deleted(kb) : e;
        }
    }

    /** Documents that were removed, or replaced by something that is no file, need theirs no more. */
    void forget(Kb kb, ProjectId project, List<String> documentIds) {
        dao.forget(project, kb.id(), documentIds).forEach(this::drop);
    }

    void forget(Kb kb, ProjectId project) {
        dao.forget(project, kb.id()).forEach(this::drop);
    }

    /** What a process that ended left: files that it had begun wait again, contents that it had not queued go. */
    void tidy() {
        dao.requeue();
        Set<String> wanted = new TreeSet<>(dao.contents());
        int orphans = contents.keepOnly(wanted);
        if (orphans > 0) {
            log.info("{} contents of files that were not taken in whole were swept", orphans);
        }
    }

    /**
     * Has a file read again that could not be.
     *
     * @param password opens it; null where it needs none
     * @throws Refusal if there is no such file, or it is being read
     */
    void retry(Kb kb, ProjectId project, String documentId, @Nullable String password) {
        FileDao.Standing file = dao.find(project, kb.id(), documentId);
        if (file == null) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "There is no file of '" + documentId + "' to read again: it was read, or not kept.",
                    null,
                    "Send the file again if it is to replace the document.");
        }
        if (password != null && (password.isEmpty() || password.length() > LONGEST_PASSWORD)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'password' must have 1 to " + LONGEST_PASSWORD + " characters.",
                    "password",
                    "Leave it out where the file needs none.");
        }
        String sealed = password == null ? null : sealed(project, file.contentId(), password);
        if (!dao.retry(project, file.contentId(), sealed, clock.instant())) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "The file of '" + documentId + "' waits to be read, or is being read.",
                    null,
                    "Wait for its end: GET /api/kb/" + kb.name() + "/documents/" + documentId
                            + " tells how far it is.");
        }
    }

    private String sealed(ProjectId project, String contentId, String password) {
        ContentCipher.Envelope envelope =
                cipher.seal(project, password.getBytes(StandardCharsets.UTF_8), context(contentId));
        return envelope.key() + " " + Base64.getEncoder().encodeToString(envelope.ciphertext());
    }

    private static byte[] context(String contentId) {
        return (contentId + "/password").getBytes(StandardCharsets.UTF_8);
    }

    /** The password in clear, for the one who opens the file with it. */
    @Nullable
    String password(FileJob job) {
        String sealed = job.password();
        if (sealed == null) {
            return null;
        }
        String[] parts = sealed.split(" ", 2);
        byte[] ciphertext = Base64.getDecoder().decode(parts[1]);
        byte[] clear = cipher.open(
                job.project(),
                new ContentCipher.Envelope(parts[0], null, ciphertext),
                context(job.file().contentId()));
        return clear == null ? null : new String(clear, StandardCharsets.UTF_8);
    }
}
