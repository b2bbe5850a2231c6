package dev.weir.knowledge.index;

import dev.weir.knowledge.index.Passages.Passage;
import dev.weir.spi.document.Chunk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The passages of one knowledge base, searchable by words and by meaning.
 *
 * <p>Thread-safe. A change is seen by searches after {@link #refresh}, and outlives a crash after {@link
 * #commit}; a crash in between loses the change whole and never damages what was committed. One process at
 * a time holds a directory.
 */
public final class KnowledgeIndex implements AutoCloseable {
    private static final String CLEAN = "clean";
    private static final String EPOCH = "epoch";
    private static final String NOTE = "note.";
    private static final double RAM_BUFFER_MB = 16;
    private static final float K1 = 1.2f;

    /** Passages are of nearly one length, so length says little; measured in docs/knowledge.md. */
    private static final float B = .4f;

    private final Directory directory;
    private final Analyzer analyzer;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final long epoch;
    private final Map<String, String> notes;
    private final Object changes = new Object();
    private final Map<String, Long> changed = new HashMap<>();
    private long change;

    private KnowledgeIndex(
            Directory directory, Analyzer analyzer, IndexWriter writer, long epoch, Map<String, String> notes)
            throws IOException {
        this.directory = directory;
        this.analyzer = analyzer;
        this.writer = writer;
        this.epoch = epoch;
        this.notes = notes;
        this.searchers = new SearcherManager(writer, new Searchers());
    }

    /**
     * Opens the index in a directory, or begins one there.
     *
     * @throws IOException also where another process holds it
     */
    public static KnowledgeIndex open(Path path) throws IOException {
        Directory directory = FSDirectory.open(path);
        Analyzer analyzer = new EnglishAnalyzer();
        IndexWriter writer = new IndexWriter(directory, config(analyzer));
        try {
            Map<String, String> left = left(writer);
            long epoch = nextEpoch(left);
            Map<String, String> notes = new ConcurrentHashMap<>(left);
            notes.keySet().removeIf(key -> !key.startsWith(NOTE));
            mark(writer, epoch, false, notes);
            return new KnowledgeIndex(directory, analyzer, writer, epoch, notes);
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    private static IndexWriterConfig config(Analyzer analyzer) {
        return new IndexWriterConfig(analyzer)
                .setCodec(new Int8Codec())
                .setSimilarity(new BM25Similarity(K1, B))
                .setRAMBufferSizeMB(RAM_BUFFER_MB)
                .setMaxFullFlushMergeWaitMillis(0)
                .setCommitOnClose(false);
    }

    /** Lucene's searchers do not take the writer's similarity by themselves. */
    private static final class Searchers extends SearcherFactory {
        @Override
        public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setSimilarity(new BM25Similarity(K1, B));
            return searcher;
        }
    }

    private static final class Int8Codec extends Lucene104Codec {
        private final KnnVectorsFormat vectors = new Lucene104HnswScalarQuantizedVectorsFormat();

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return vectors;
        }
    }

    private static Map<String, String> left(IndexWriter writer) {
        Map<String, String> left = new HashMap<>();
        var data = writer.getLiveCommitData();
        if (data != null) {
            data.forEach(entry -> left.put(entry.getKey(), entry.getValue()));
        }
        return left;
    }

    /**
     * A new epoch after an unclean end: the counts of changes that were lost may be used again. That of a new index is
     * none that another index of the same knowledge base has had.
     */
    private static long nextEpoch(Map<String, String> left) {
        if (!left.containsKey(EPOCH)) {
            return ThreadLocalRandom.current().nextLong(1L << 48);
        }
        long last = Long.parseLong(left.getOrDefault(EPOCH, "0"));
        return Boolean.parseBoolean(left.getOrDefault(CLEAN, "false")) ? last : last + 1;
    }

    private static void mark(IndexWriter writer, long epoch, boolean clean, Map<String, String> notes)
            throws IOException {
        Map<String, String> data = new HashMap<>(notes);
        data.put(EPOCH, Long.toString(epoch));
        data.put(CLEAN, Boolean.toString(clean));
        writer.setLiveCommitData(data.entrySet(), false);
        writer.commit();
    }

    /** Adds a document or replaces the one of the same id, at once and whole; its passages wait for vectors. */
    public void put(Entry entry) throws IOException {
        List<Document> documents = Passages.of(entry).stream()
                .map(passage -> Passages.document(passage, null))
                .toList();
        synchronized (changes) {
            changed.put(entry.id(), ++change);
            writer.updateDocuments(documentTerm(entry.id()), documents);
        }
    }

    /**
     * Gives a document's passages other values to filter by; they keep their vectors, or go on waiting for them. An
     * unknown id is no error.
     */
    public void relabel(String documentId, Map<String, Set<String>> terms) throws IOException {
        synchronized (changes) {
            refresh();
            List<Document> documents = relabelled(documentId, terms);
            if (!documents.isEmpty()) {
                changed.put(documentId, ++change);
                writer.updateDocuments(documentTerm(documentId), documents);
            }
        }
    }

    private List<Document> relabelled(String documentId, Map<String, Set<String>> terms) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            Query own = documentTermQuery(documentId, false);
            int most = Math.max(1, searcher.getIndexReader().numDocs());
            List<Document> documents = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(own, most, Sort.INDEXORDER).scoreDocs) {
                Passage before = Passages.read(searcher.storedFields().document(hit.doc));
                Passage after = new Passage(before.documentId(), before.title(), terms, before.chunk());
                documents.add(Passages.document(after, Nearness.vector(searcher, hit.doc)));
            }
            return documents;
        } finally {
            searchers.release(searcher);
        }
    }

    /** Removes a document; an unknown id is no error. */
    public void delete(String documentId) throws IOException {
        synchronized (changes) {
            changed.put(documentId, ++change);
            writer.deleteDocuments(documentTerm(documentId));
        }
    }

    /** Notes something about the index itself, and commits. */
    public void note(String key, String value) throws IOException {
        notes.put(NOTE + key, value);
        mark(writer, epoch, false, notes);
    }

    /** What was noted about the index in a directory, which need not be open; nothing where there is no index. */
    public static Map<String, String> notes(Path path) throws IOException {
        try (Directory directory = FSDirectory.open(path)) {
            if (!DirectoryReader.indexExists(directory)) {
                return Map.of();
            }
            Map<String, String> notes = new HashMap<>();
            SegmentInfos.readLatestCommit(directory).getUserData().forEach((key, value) -> {
                if (key.startsWith(NOTE)) {
                    notes.put(key.substring(NOTE.length()), value);
                }
            });
            return notes;
        }
    }

    /** False also after a write that failed half-way: searches then see what they last saw. */
    public boolean isOpen() {
        return writer.isOpen();
    }

    /** Makes the changes so far visible to searches. */
    public void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    /** Makes the changes so far survive a crash. */
    public void commit() throws IOException {
        writer.commit();
    }

    /** Passages that wait for vectors, as of a point in the index's history. */
    public static final class Waiting {
        private final long asOf;
        private final List<Passage> passages;

        private Waiting(long asOf, List<Passage> passages) {
            this.asOf = asOf;
            this.passages = passages;
        }

        /** What to embed, in order. */
        public List<String> texts() {
            return passages.stream().map(Passage::body).toList();
        }

        public Set<String> documentIds() {
            Set<String> ids = new TreeSet<>();
            passages.forEach(passage -> ids.add(passage.documentId()));
            return ids;
        }

        public boolean isEmpty() {
            return passages.isEmpty();
        }
    }

    /** The next passages that wait for vectors. Refreshes; for one caller at a time. */
    public Waiting waiting(int most) throws IOException {
        long asOf;
        synchronized (changes) {
            asOf = change;
        }
        refresh();
        List<Passage> passages = read(new TermQuery(new Term(Passages.WAITING, "1")), most);
        return new Waiting(asOf, passages);
    }

    /** Gives passages their vectors, except where their document was changed since they were read. */
    public void embed(Waiting waiting, List<float[]> vectors) throws IOException {
        if (vectors.size() != waiting.passages.size()) {
            throw new IllegalArgumentException(
                    vectors.size() + " vectors for " + waiting.passages.size() + " passages");
        }
        synchronized (changes) {
            for (int i = 0; i < vectors.size(); i++) {
                Passage passage = waiting.passages.get(i);
                if (changed.getOrDefault(passage.documentId(), 0L) <= waiting.asOf) {
                    writer.updateDocument(passage.key(), Passages.document(passage, vectors.get(i)));
                }
            }
            changed.values().removeIf(at -> at <= waiting.asOf);
        }
    }

    /** How many passages wait for vectors, as searches see it. */
    public int countWaiting() throws IOException {
        return count(new TermQuery(new Term(Passages.WAITING, "1")));
    }

    /** How many passages there are, as searches see it. */
    public int countPassages() throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return searcher.getIndexReader().numDocs();
        } finally {
            searchers.release(searcher);
        }
    }

    /** Whether anything passes, as searches see it. */
    public boolean has(SearchFilter filter) throws IOException {
        return count(Queries.filter(filter)) > 0;
    }

    /** The keys under which documents carry values, as searches see it; those of documents just deleted may be there. */
    public Set<String> keys() throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            Set<String> keys = new TreeSet<>();
            Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), Passages.KEY);
            if (terms != null) {
                TermsEnum each = terms.iterator();
                for (BytesRef key = each.next(); key != null; key = each.next()) {
                    keys.add(key.utf8ToString());
                }
            }
            return keys;
        } finally {
            searchers.release(searcher);
        }
    }

    /** Whether all of a document's passages have vectors, as searches see it. */
    public boolean isEmbedded(String documentId) throws IOException {
        return read(documentTermQuery(documentId, true), 1).isEmpty();
    }

    private static Query documentTermQuery(String documentId, boolean onlyWaiting) {
        var query = new BooleanQuery.Builder().add(new TermQuery(documentTerm(documentId)), Occur.FILTER);
        if (onlyWaiting) {
            query.add(new TermQuery(new Term(Passages.WAITING, "1")), Occur.FILTER);
        }
        return query.build();
    }

    /**
     * Counts what is there, as searches see it.
     *
     * @param key the term whose value stands for a document's version
     */
    public Census census(String key) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            Census census = new Census(new HashMap<>(), new HashMap<>(), new HashSet<>());
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                Census.add(leaf.reader(), key, census);
            }
            return census;
        } finally {
            searchers.release(searcher);
        }
    }

    /** The passages of a document, in order; none where it is unknown. */
    public List<Chunk> chunks(String documentId) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        for (Passage passage : read(documentTermQuery(documentId, false), Integer.MAX_VALUE)) {
            chunks.add(passage.chunk());
        }
        chunks.sort(Comparator.comparingInt(Chunk::ordinal));
        return chunks;
    }

    private List<Passage> read(Query query, int most) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            List<Passage> passages = new ArrayList<>();
            int limit = Math.min(most, Math.max(1, searcher.getIndexReader().numDocs()));
            for (ScoreDoc hit : searcher.search(query, limit, Sort.INDEXORDER).scoreDocs) {
                passages.add(Passages.read(searcher.storedFields().document(hit.doc)));
            }
            return passages;
        } finally {
            searchers.release(searcher);
        }
    }

    private int count(Query query) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return searcher.count(query);
        } finally {
            searchers.release(searcher);
        }
    }

    private static Term documentTerm(String documentId) {
        return new Term(Passages.DOCUMENT, documentId);
    }

    /**
     * Searches what was last refreshed.
     *
     * @param vector the question's vector; null asks the words alone
     */
    public List<Hit> search(SearchRequest request, float @Nullable [] vector) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return new HybridSearch(searcher, analyzer, request, vector).run();
        } finally {
            searchers.release(searcher);
        }
    }

    /** The numbers behind {@link #search} for one document. */
    public Explanation explain(SearchRequest request, float @Nullable [] vector, String documentId) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return new HybridSearch(searcher, analyzer, request, vector).explain(documentId);
        } finally {
            searchers.release(searcher);
        }
    }

    /** The cosines of passages with a vector, by chunk id; those without a vector yet are absent. */
    public Map<String, Double> cosines(Collection<String> chunkIds, float[] vector) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return Nearness.of(searcher, chunkIds, vector);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Names the state that searches see: equal names, equal answers; any visible change makes a new one. */
    public String version() throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return epoch + "." + ((DirectoryReader) searcher.getIndexReader()).getVersion();
        } finally {
            searchers.release(searcher);
        }
    }

    /** Commits and lets go of the directory. */
    @Override
    public void close() throws IOException {
        try (directory;
                analyzer;
                writer;
                searchers) {
            if (isOpen()) {
                mark(writer, epoch, true, notes);
            }
        }
    }

    /** Lets go of the directory as a crash would: what was not committed is lost. For tests. */
    void abandon() throws IOException {
        try (directory;
                analyzer;
                searchers) {
            writer.rollback();
        }
    }
}
