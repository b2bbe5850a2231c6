package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.Readers.Reader;
import dev.weir.knowledge.parser.Isolation;
import dev.weir.knowledge.parser.ParserPool;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.DocumentText;
import dev.weir.store.Database;
import dev.weir.store.SealedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The knowledge bases of all projects, and those of the installation, which every project may read and none may
 * change. Thread-safe; everything may block and is meant for virtual threads. What the caller did wrong is a {@link
 * Refusal}.
 *
 * <p>When {@link #add} returns, the documents survive a crash and are found by their words; vectors follow in the
 * background, and a document is {@link DocumentState#READY} when it has all of its own.
 */
public final class Knowledge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Knowledge.class);

    /** Indexes kept open while nobody uses them: each takes a few files and little memory. */
    static final int OPEN = 32;

    private static final long SMALL_FORM = 32L << 20;
    private static final long REST_OF_FORM = 1L << 20;

    /** Rows read at once for a reader who may see some of them. */
    private static final int PAGE = 500;

    private final KnowledgeBaseDao bases;
    private final KbRegister register;
    private final DocumentDao documents;
    private final EmbeddingCache embeddings;
    private final Intake intake;
    private final OpenBases open;
    private final @Nullable FileIntake files;
    private final @Nullable FileReaders readers;

    /**
     * @param database opened with {@link KnowledgeRoom#MIGRATIONS}
     * @param directory holds the indexes, one directory each
     */
    Knowledge(Database database, Path directory, KnowledgeEngine engine, Clock clock, IdSource ids) {
        this(database, directory, engine, null, clock, ids, OPEN);
    }

    Knowledge(Database database, Path directory, KnowledgeEngine engine, Clock clock, IdSource ids, int mostOpen) {
        this(database, directory, engine, null, clock, ids, mostOpen);
    }

    /**
     * @param reading what files are read with; null where only texts are
     */
    Knowledge(
            Database database,
            Path directory,
            KnowledgeEngine engine,
            @Nullable KnowledgeFiles reading,
            Clock clock,
            IdSource ids,
            int mostOpen) {
        this.bases = new KnowledgeBaseDao(database);
        this.documents = new DocumentDao(database);
        this.embeddings = new EmbeddingCache(directory.resolveSibling("embeddings.db"));
        this.intake = new Intake(documents, engine, embeddings, clock);
        this.open = new OpenBases(directory, mostOpen, intake);
        this.register = new KbRegister(bases, clock, ids);
        open.sweep(bases.all().stream().map(Kb::id).collect(Collectors.toSet()));
        if (reading == null) {
            files = null;
            readers = null;
        } else {
            FileDao dao = new FileDao(database);
            ParserPool pool =
                    new ParserPool(reading.program(), reading.settings(), reading.scratch(), reading.programs(), clock);
            SealedFolder contents = new SealedFolder(reading.contents(), reading.cipher());
            files = new FileIntake(dao, contents, reading.cipher(), pool, reading.largest(), clock, ids);
            readers = new FileReaders(
                    dao,
                    files,
                    pool,
                    (job, read, note) -> take(dao, job, read, note),
                    reading.settings().processes(),
                    clock);
            files.tidy();
        }
    }

    /** What a file turned out to say. */
    private void take(FileDao dao, FileJob job, Submission read, @Nullable String note) {
        Kb kb = register.own(job.project(), job.kbId());
        if (kb == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "The knowledge base " + job.kbId() + " was deleted.");
        }
        try (OpenBases.Lease lease = open.lease(kb)) {
            intake.take(kb, lease, dao, job, read, note);
        }
    }

    /** The intake of files; null where only texts are read. */
    @Nullable
    FileIntake files() {
        return files;
    }

    /** From now on files that wait are read. */
    void startReading() {
        if (readers != null) {
            readers.start();
        }
    }

    /** Takes up in the background what an earlier process left undone: documents to index, vectors to make. */
    void resume() {
        Set<Kb> left = new LinkedHashSet<>(bases.unfinished());
        bases.all().stream().filter(open::isBehind).forEach(left::add);
        for (Kb kb : left) {
            try {
                open.lease(kb).close();
            } catch (Refusal e) {
                log.info("{}", e.getMessage());
            } catch (RuntimeException e) {
                log.error("The knowledge base '{}' ({}) cannot be opened", kb.name(), kb.id(), e);
            }
        }
    }

    /**
     * Makes an empty knowledge base.
     *
     * @throws Refusal if the name breaks the rules or is taken
     */
    public KbSummary create(ProjectId project, String name) {
        return create(project, name, KbSettings.DEFAULTS);
    }

    /** As {@link #create(ProjectId, String)}, set so; the refusal of settings that cannot be names the wrong one. */
    public KbSummary create(ProjectId project, String name, KbSettings settings) {
        register.create(project, name, settings);
        return summary(project, name);
    }

    /**
     * Changes settings. A search sees another fusion at once; another chunker or embedding when all documents have been
     * cut and embedded anew, until when the index there was goes on serving.
     */
    public KbSummary change(ProjectId project, String name, KbChange change) {
        register.change(project, name, change, open::rebuild);
        return summary(project, name);
    }

    /** Those that the project may read, by name. */
    public List<KbSummary> list(ProjectId project) {
        return bases.summaries(project).stream()
                .map(each -> each.rebuilding(
                        open.rebuilding(each.id()).map(Rebuild::progress).orElse(null)))
                .toList();
    }

    /** The names of those that the project may read. */
    public List<String> names(ProjectId project) {
        return register.names(project);
    }

    /**
     * @throws Refusal if the project can read none of that name
     */
    public KbSummary summary(ProjectId project, String name) {
        String id = register.require(project, name).id();
        return list(project).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> register.unknown(project, name));
    }

    /**
     * A text that changes with every change that a search of these bases could see.
     *
     * @throws Refusal if the project can read none of a name
     */
    public String version(ProjectId project, List<String> wanted) {
        try (Consultation consultation = consult(project, wanted)) {
            return consultation.version();
        }
    }

    /** Deletes a knowledge base with all its documents. */
    public void delete(ProjectId project, String name) {
        delete(register.requireOwn(project, name));
    }

    private void delete(Kb kb) {
        if (files != null && kb.owner() != null) {
            files.forget(kb, kb.owner());
        }
        register.delete(kb);
        open.delete(kb.id());
        embeddings.forget(kb);
    }

    static String quoted(List<String> names, String between) {
        return "'" + String.join("'" + between + "'", names) + "'";
    }

    /** One that the project may change; see {@link KbRegister#requireOwn}. */
    Kb requireOwn(ProjectId project, String name) {
        return register.requireOwn(project, name);
    }

    /**
     * Takes documents in, each of which replaces the one of its id. Unchanged ones are left alone.
     *
     * @return for each its state and passages, in the order given
     */
    public List<Taken> add(ProjectId project, String name, List<Submission> submitted) {
        return add(project, name, submitted, List.of());
    }

    /**
     * As {@link #add(ProjectId, String, List)}; files that could not be read are kept as documents that failed, except
     * where there is a document of that id, which stays.
     */
    public List<Taken> add(ProjectId project, String name, List<Submission> submitted, List<Unread> unread) {
        Kb kb = register.requireOwn(project, name);
        try (OpenBases.Lease lease = open.lease(kb)) {
            intake.keep(kb, unread);
            if (files != null) {
                files.forget(kb, project, submitted.stream().map(Submission::id).toList());
            }
            Map<String, Taken> taken = intake.add(kb, lease, submitted);
            List<Taken> inOrder = new ArrayList<>();
            for (Submission each : submitted) {
                inOrder.add(Objects.requireNonNull(taken.get(each.id())));
            }
            return inOrder;
        }
    }

    /** The most bytes of a form with files: one of the largest size, and what a form is besides. */
    public long largestForm() {
        return (files == null ? SMALL_FORM : files.largest()) + REST_OF_FORM;
    }

    /**
     * Takes the files of a form into a knowledge base, in the project of whoever sends it, on a route made for uploads.
     * Small texts are read at once; the others are read in the background from now on, whatever happens to this process.
     *
     * @return those that cannot be read
     */
    public List<Unread> receive(Request request, String name) {
        ProjectId project = request.principal().project();
        register.requireOwn(project, name);
        try (SentForm form = SentForm.receive(request, files)) {
            List<Upload> uploads = new FormUploads(new JsonUploads(), files).read(form);
            take(project, name, uploads);
            return uploads.stream().flatMap(Upload::unread).toList();
        }
    }

    /** Takes in what can be; what became of it, by document. */
    Map<String, Taken> take(ProjectId project, String name, List<Upload> uploads) {
        List<Submission> good = new ArrayList<>();
        List<Unread> failed = new ArrayList<>();
        List<Upload.Waiting> waiting = new ArrayList<>();
        for (Upload upload : uploads) {
            switch (upload) {
                case Upload.Good(Submission submission) -> good.add(submission);
                case Upload.Failed(Unread file) -> failed.add(file);
                case Upload.Waiting file -> waiting.add(file);
                case Upload.Bad bad -> {}
            }
        }
        Map<String, Taken> taken = new HashMap<>();
        add(project, name, good, failed).forEach(each -> taken.put(each.id(), each));
        queue(project, name, waiting);
        waiting.forEach(
                each -> taken.put(each.file().id(), new Taken(each.file().id(), DocumentState.QUEUED, 0)));
        return taken;
    }

    private void queue(ProjectId project, String name, List<Upload.Waiting> waiting) {
        if (files != null && readers != null && !waiting.isEmpty()) {
            files.queue(
                    register.requireOwn(project, name),
                    project,
                    waiting.stream().map(Upload.Waiting::file).toList());
            waiting.forEach(each -> each.content().kept());
            readers.wake();
        }
    }

    /**
     * Has the file of a document read again that could not be.
     *
     * @param password opens it; null where it needs none
     * @throws Refusal if there is no such file, or it is being read
     */
    public KbDocument retry(ProjectId project, String name, String documentId, @Nullable String password) {
        Kb kb = register.requireOwn(project, name);
        document(project, name, documentId);
        if (files == null || readers == null) {
            throw new Refusal(ErrorCode.CONFLICT, "This Weir was built without the program that reads files.");
        }
        files.retry(kb, project, documentId, password);
        readers.wake();
        return document(project, name, documentId);
    }

    private List<KbDocument> withProgress(Kb kb, List<KbDocument> found) {
        return found.stream().map(each -> withProgress(kb, each)).toList();
    }

    private KbDocument withProgress(Kb kb, KbDocument found) {
        return readers == null || found.state() != DocumentState.PARSING
                ? found
                : found.with(readers.progress(kb.id(), found.id()));
    }

    /**
     * Makes one of the installation's knowledge bases hold exactly these documents; those that are unchanged cost
     * nothing.
     */
    public void install(String name, List<Submission> submitted) {
        Kb kb = register.ofInstallation(name);
        try (OpenBases.Lease lease = open.lease(kb)) {
            fill(kb, lease, submitted);
        } finally {
            open.expect(kb, false);
        }
    }

    /** Removes one of the installation's knowledge bases, if it is there. */
    void uninstall(String name) {
        Kb kb = register.installed(name);
        if (kb != null) {
            delete(kb);
        }
    }

    /** Makes a knowledge base of the installation, unless it is there; questions wait until it is installed. */
    void expect(String name) {
        open.expect(register.ofInstallation(name), true);
    }

    private void fill(Kb kb, OpenBases.Lease lease, List<Submission> submitted) {
        Set<String> wanted = submitted.stream().map(Submission::id).collect(Collectors.toSet());
        intake.add(kb, lease, submitted);
        for (String id : documents.held(kb.owner(), kb.id()).keySet()) {
            if (!wanted.contains(id)) {
                intake.delete(kb, lease, id);
            }
        }
    }

    /**
     * Documents by id.
     *
     * @param after the last id of the page before; empty for the first
     * @param state only these; null for all
     */
    public List<KbDocument> documents(
            ProjectId project, String name, String after, @Nullable DocumentState state, int limit) {
        Kb kb = register.require(project, name);
        return withProgress(kb, documents.page(kb.owner(), kb.id(), after, state, limit));
    }

    /**
     * Documents for people: those that failed first, then those in work, then the others, each the newest first.
     *
     * @param after the place of the last one of the page before; null for the first page
     */
    public List<KbDocument> documents(ProjectId project, String name, @Nullable DocumentPlace after, int limit) {
        Kb kb = register.require(project, name);
        return withProgress(kb, documents.page(kb.owner(), kb.id(), after, limit));
    }

    /**
     * @throws Refusal if there is no such document
     */
    public KbDocument document(ProjectId project, String name, String documentId) {
        Kb kb = register.require(project, name);
        KbDocument document = documents.find(kb.owner(), kb.id(), documentId);
        if (document == null) {
            throw unknownDocument(name, documentId);
        }
        return withProgress(kb, document);
    }

    private static Refusal unknownDocument(String name, String documentId) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "There is no document '" + documentId + "' in '" + name + "'.",
                null,
                "GET /api/kb/" + name + "/documents lists them.");
    }

    /**
     * Documents by id that a reader may see.
     *
     * @param reader null sees all
     */
    List<KbDocument> documents(
            ProjectId project,
            String name,
            String after,
            @Nullable DocumentState state,
            int limit,
            @Nullable Reader reader) {
        if (reader == null) {
            return documents(project, name, after, state, limit);
        }
        List<KbDocument> seen = new ArrayList<>();
        String last = after;
        List<KbDocument> read;
        do {
            read = documents(project, name, last, state, PAGE);
            read.stream()
                    .filter(each -> each.readers().admit(reader))
                    .limit(limit - seen.size())
                    .forEach(seen::add);
            last = read.isEmpty() ? last : read.getLast().id();
        } while (read.size() == PAGE && seen.size() < limit);
        return seen;
    }

    /**
     * A document that a reader may see.
     *
     * @param reader null sees all
     * @throws Refusal if there is none, in the same words whether it is hidden or not there
     */
    KbDocument document(ProjectId project, String name, String documentId, @Nullable Reader reader) {
        KbDocument document = document(project, name, documentId);
        if (reader != null && !document.readers().admit(reader)) {
            throw unknownDocument(name, documentId);
        }
        return document;
    }

    /**
     * Changes whom a document may be shown to. Searches, answers and the cache go by it when this returns; nothing is
     * embedded again.
     *
     * @throws Refusal if there is no such document, or it is not the project's own
     */
    public KbDocument share(ProjectId project, String name, String documentId, Readers readers) {
        Kb kb = register.requireOwn(project, name);
        try (OpenBases.Lease lease = open.lease(kb)) {
            if (!intake.relabel(kb, lease, documentId, readers)) {
                throw unknownDocument(name, documentId);
            }
        }
        return document(project, name, documentId);
    }

    /** The whole text of a document, and how it was cut. */
    public FullText text(ProjectId project, String name, String documentId) {
        Kb kb = register.require(project, name);
        Submission stored = documents.submission(kb.owner(), kb.id(), documentId);
        if (stored == null) {
            throw unknownDocument(name, documentId);
        }
        try (OpenBases.Lease lease = open.lease(kb)) {
            return new FullText(stored.text(), lease.base().chunks(documentId));
        }
    }

    /** A document's text and its passages, in order. */
    public record FullText(DocumentText text, List<Chunk> chunks) {}

    /** Removes a document. */
    public void deleteDocument(ProjectId project, String name, String documentId) {
        Kb kb = register.requireOwn(project, name);
        if (files != null) {
            files.forget(kb, project, List.of(documentId));
        }
        try (OpenBases.Lease lease = open.lease(kb)) {
            intake.delete(kb, lease, documentId);
        }
    }

    /**
     * Opens knowledge bases for questions. Those that were used lately are open: then nothing waits for the database.
     *
     * @param wanted names, at least one
     * @throws Refusal if the project can read none of one of the names
     */
    public Consultation consult(ProjectId project, List<String> wanted) {
        List<Kb> found = wanted.stream()
                .distinct()
                .map(name -> register.require(project, name))
                .toList();
        return Consultation.of(found, open);
    }

    /** Indexes that are open just now. */
    int countOpen() {
        return open.countOpen();
    }

    /** What keeps files from this machine while they are read; null where only texts are read. */
    public @Nullable Isolation isolation() {
        return readers == null ? null : readers.isolation();
    }

    @Override
    public void close() {
        if (readers != null) {
            readers.close();
        }
        try (embeddings) {
            open.close();
        }
    }
}
