package dev.weir.console;

import dev.weir.http.Request;
import dev.weir.spi.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knowledge bases that the principal may read. Changes throw a {@link dev.weir.http.Refusal} that says what was wrong.
 * Thread-safe.
 */
public interface KnowledgeSource {
    List<Base> bases(Principal principal);

    Optional<Base> base(Principal principal, String name);

    void create(Principal principal, String name);

    void delete(Principal principal, String name);

    /**
     * Documents: those that failed first, then those in work, then the newest.
     *
     * @param cursor what the list before named as {@link DocumentList#next}, or null for the first
     */
    DocumentList documents(Principal principal, String base, @Nullable String cursor, int limit);

    Optional<DocumentText> document(Principal principal, String base, String id);

    /** The most bytes of a form with files. */
    long largestForm();

    /** Takes the files of a form in; they may still be queued when this returns. */
    void receive(Request request, String base);

    /**
     * Has a document's file read again that could not be.
     *
     * @param password opens it; empty where it needs none
     */
    void retry(Principal principal, String base, String id, String password);

    /** Takes files in; they may still be queued when this returns. */
    void add(Principal principal, String base, List<Upload> files);

    void remove(Principal principal, String base, String id);

    /** The best {@code limit} passages that the principal's end user, if there is one, may see, and every passage that either arm put among its own best. */
    Found search(Principal principal, String base, String query, int limit);

    /**
     * @param chunks how many there are
     * @param inWork documents without vectors for all of their chunks yet
     * @param failed documents that could not be read
     * @param bytes of the documents as they were sent
     * @param model that makes the vectors
     * @param chunker how documents are cut, in words
     * @param fusion how the arms of a search are joined, in words
     * @param rebuilding how far an index in the making is, in words; empty where there is none
     * @param shared whether it belongs to the installation and cannot be changed here
     */
    record Base(
            String name,
            long documents,
            long chunks,
            long inWork,
            long failed,
            long bytes,
            String model,
            String chunker,
            String fusion,
            String rebuilding,
            boolean shared) {}

    /** A file as it was given. */
    record Upload(String name, byte[] content) {}

    record DocumentList(List<Document> documents, @Nullable String next) {
        public DocumentList {
            documents = List.copyOf(documents);
        }
    }

    /** How far a document has come. */
    enum State {
        QUEUED("Queued", Mark.IDLE),
        PARSING("Reading", Mark.RUN),
        EMBEDDING("Embedding", Mark.RUN),
        READY("Ready", Mark.OK),
        FAILED("Failed", Mark.BAD),
        NEEDS_OCR("Needs OCR", Mark.BAD),
        ENCRYPTED("Encrypted", Mark.BAD),
        BLANK("Blank", Mark.BAD);

        private final String word;
        private final Mark mark;

        State(String word, Mark mark) {
            this.word = word;
            this.mark = mark;
        }

        public String word() {
            return word;
        }

        public Mark mark() {
            return mark;
        }

        /** Whether it holds no text, and its file may be tried again. */
        public boolean isUnread() {
            return mark == Mark.BAD;
        }

        public boolean inWork() {
            return this == QUEUED || this == PARSING || this == EMBEDDING;
        }
    }

    /**
     * @param reason why it failed, is late or lacks something, or empty
     * @param bytes of what was sent
     * @param updated when it came into this state
     * @param progress how far its reading is, or empty
     */
    record Document(
            String id,
            String title,
            State state,
            String reason,
            long bytes,
            long chunks,
            Instant updated,
            String progress) {
        /** One of which nothing is read just now. */
        Document(String id, String title, State state, String reason, long bytes, long chunks, Instant updated) {
            this(id, title, state, reason, bytes, chunks, updated, "");
        }

        /** Its state, and how far that is. */
        public String word() {
            return progress.isEmpty() ? state.word() : state.word() + ", " + progress;
        }
    }

    /** A document's text with its chunks in order; offsets are UTF-16 units. */
    record DocumentText(Document document, String text, List<Chunk> chunks, Readers readers) {
        public DocumentText {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * Whom a document may be shown to; everybody if nobody is named.
     *
     * @param attributes each as its name and the values, one of which is asked for
     */
    record Readers(List<String> users, List<String> groups, List<String> attributes) {
        public static final Readers EVERYBODY = new Readers(List.of(), List.of(), List.of());

        public Readers {
            users = List.copyOf(users);
            groups = List.copyOf(groups);
            attributes = List.copyOf(attributes);
        }

        public boolean openToAll() {
            return users.isEmpty() && groups.isEmpty() && attributes.isEmpty();
        }
    }

    record Chunk(String id, int start, int end, String heading, int tokens) {}

    /**
     * @param hits by fused score, best first
     * @param fusion how the arms' scores became one, in a sentence
     */
    record Found(List<Hit> hits, String fusion, long nanos) {
        public Found {
            hits = List.copyOf(hits);
        }
    }

    /**
     * @param words what the arm of words gave it; null if it is not among that arm's best
     * @param meaning what the arm of meaning gave it; likewise
     */
    record Hit(
            String documentId,
            String title,
            @Nullable Integer page,
            String heading,
            String text,
            int start,
            int end,
            double score,
            @Nullable Arm words,
            @Nullable Arm meaning) {}

    /**
     * @param rank from 1
     * @param score the arm's own: BM25, or a cosine
     * @param part what it adds to the fused score
     */
    record Arm(int rank, double score, double part) {}
}
