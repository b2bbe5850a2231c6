package dev.weir.knowledge.index;

import dev.weir.knowledge.index.Hit.Opinion;
import dev.weir.knowledge.index.SearchRequest.Collapse;
import dev.weir.spi.document.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/** One search on one snapshot of the index. Not thread-safe; made for each search. */
final class HybridSearch {
    /** How many more neighbours than wanted are fetched by their rounded vectors before the exact ones decide. */
    private static final int OVERSAMPLING = 2;

    private final IndexSearcher searcher;
    private final SearchRequest request;
    private final float @Nullable [] vector;
    private final Query words;
    private final Query filter;

    /** A passage in the running: its number in this snapshot, its scores (NaN: none), its ranks (0: unlisted). */
    private static final class Candidate {
        final int number;
        double lexical = Double.NaN;
        double dense = Double.NaN;
        double fused;
        int lexicalRank;
        int denseRank;

        Candidate(int number) {
            this.number = number;
        }

        double fused() {
            return fused;
        }
    }

    HybridSearch(IndexSearcher searcher, Analyzer analyzer, SearchRequest request, float @Nullable [] vector) {
        this.searcher = searcher;
        this.request = request;
        this.vector = vector;
        this.words = Queries.words(analyzer, request.text());
        this.filter = Queries.filter(request.filter());
    }

    List<Hit> run() throws IOException {
        return read(best(ordered()));
    }

    private List<Candidate> ordered() throws IOException {
        Map<Integer, Candidate> found = new HashMap<>();
        if (asksWords()) {
            askWords(found);
        }
        if (asksMeaning()) {
            askMeaning(found);
        }
        List<Candidate> candidates = inOrder(found);
        complete(candidates);
        score(candidates);
        candidates.sort(Comparator.comparingDouble(Candidate::fused)
                .reversed()
                .thenComparingInt(candidate -> candidate.number));
        return candidates;
    }

    /** The numbers behind every passage of one document, whether or not the search would have shown it. */
    Explanation explain(String documentId) throws IOException {
        List<Candidate> ordered = ordered();
        Map<Integer, Integer> ranks = new HashMap<>();
        for (Candidate candidate : ordered) {
            ranks.put(candidate.number, ranks.size() + 1);
        }
        List<Candidate> passages = new ArrayList<>();
        for (int number : passagesOf(documentId)) {
            Integer rank = ranks.get(number);
            passages.add(rank == null ? new Candidate(number) : ordered.get(rank - 1));
        }
        complete(passages);
        Reckoning reckoning = new Reckoning(ordered);
        List<Explanation.Step> steps = new ArrayList<>();
        for (Candidate passage : passages) {
            steps.add(reckoning.step(passage, ranks.getOrDefault(passage.number, 0)));
        }
        return new Explanation(ordered.size(), request.fusion(), reckoning.scales(), steps);
    }

    private List<Integer> passagesOf(String documentId) throws IOException {
        Query visible = new BooleanQuery.Builder()
                .add(new TermQuery(new Term(Passages.DOCUMENT, documentId)), Occur.FILTER)
                .add(filter, Occur.FILTER)
                .build();
        int most = Math.max(1, searcher.getIndexReader().numDocs());
        List<Integer> numbers = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(visible, most, Sort.INDEXORDER).scoreDocs) {
            numbers.add(hit.doc);
        }
        return numbers;
    }

    /** Repeats the fusion's arithmetic step by step. */
    private final class Reckoning {
        private final boolean fusing;
        private final Scale lexical;
        private final Scale dense;

        Reckoning(List<Candidate> candidates) {
            double[] cosines = candidates.stream().mapToDouble(c -> c.dense).toArray();
            fusing = isFused(cosines);
            lexical = scale(candidates.stream().mapToDouble(c -> c.lexical).toArray());
            dense = scale(cosines);
        }

        private Scale scale(double[] scores) {
            return fusing ? request.fusion().scale(scores) : new Scale.Own();
        }

        Map<Arm, Explanation.Weighed> scales() {
            Map<Arm, Explanation.Weighed> scales = new EnumMap<>(Arm.class);
            if (asksWords()) {
                scales.put(Arm.BM25, weighed(Arm.BM25, lexical));
            }
            if (asksMeaning()) {
                scales.put(Arm.DENSE, weighed(Arm.DENSE, dense));
            }
            return scales;
        }

        private Explanation.Weighed weighed(Arm arm, Scale scale) {
            return new Explanation.Weighed(scale, fusing ? request.fusion().weight(arm) : 1);
        }

        Explanation.Step step(Candidate candidate, int rank) throws IOException {
            Passages.Passage passage = Passages.read(searcher.storedFields().document(candidate.number));
            Map<Arm, Explanation.Opinion> arms = new EnumMap<>(Arm.class);
            if (!Double.isNaN(candidate.lexical)) {
                arms.put(Arm.BM25, opinion(lexical, candidate.lexical, candidate.lexicalRank));
            }
            if (!Double.isNaN(candidate.dense)) {
                arms.put(Arm.DENSE, opinion(dense, candidate.dense, candidate.denseRank));
            }
            return new Explanation.Step(passage.id(), passage.chunk(), arms, fused(candidate), rank);
        }

        private static Explanation.Opinion opinion(Scale scale, double score, int rank) {
            return new Explanation.Opinion(score, rank, scale.of(score, rank));
        }

        private double fused(Candidate candidate) {
            if (!fusing) {
                return asksWords() ? candidate.lexical : candidate.dense;
            }
            return request.fusion()
                    .join(
                            lexical.of(candidate.lexical, candidate.lexicalRank),
                            dense.of(candidate.dense, candidate.denseRank));
        }
    }

    private boolean asksWords() {
        return request.arms().contains(Arm.BM25);
    }

    private boolean asksMeaning() {
        return request.arms().contains(Arm.DENSE) && vector != null;
    }

    private static List<Candidate> inOrder(Map<Integer, Candidate> found) {
        List<Candidate> candidates = new ArrayList<>(found.values());
        candidates.sort(Comparator.comparingInt(candidate -> candidate.number));
        return candidates;
    }

    private void askWords(Map<Integer, Candidate> found) throws IOException {
        Query visible = new BooleanQuery.Builder()
                .add(words, Occur.MUST)
                .add(filter, Occur.FILTER)
                .build();
        int rank = 0;
        for (ScoreDoc hit : searcher.search(visible, request.candidates()).scoreDocs) {
            Candidate candidate = found.computeIfAbsent(hit.doc, Candidate::new);
            candidate.lexical = hit.score;
            candidate.lexicalRank = ++rank;
        }
    }

    private void askMeaning(Map<Integer, Candidate> found) throws IOException {
        float[] target = target();
        int wanted = request.candidates() * OVERSAMPLING;
        Query nearest = new KnnFloatVectorQuery(Passages.VECTOR, target, wanted, filter);
        List<Candidate> near = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(nearest, wanted).scoreDocs) {
            near.add(new Candidate(hit.doc));
        }
        near.sort(Comparator.comparingInt(candidate -> candidate.number));
        addCosines(near);
        near.sort(Comparator.comparingDouble((Candidate candidate) -> candidate.dense)
                .reversed());
        int rank = 0;
        for (Candidate exact : near.subList(0, Math.min(near.size(), request.candidates()))) {
            Candidate candidate = found.computeIfAbsent(exact.number, Candidate::new);
            candidate.dense = exact.dense;
            candidate.denseRank = ++rank;
        }
    }

    private float[] target() {
        if (vector == null) {
            throw new IllegalStateException("the dense arm needs the question's vector");
        }
        return vector;
    }

    /** Gives every candidate the score of the arm that did not list it. */
    private void complete(List<Candidate> candidates) throws IOException {
        if (asksWords()) {
            addWordScores(candidates.stream().filter(c -> c.lexicalRank == 0).toList());
        }
        if (asksMeaning()) {
            addCosines(candidates.stream().filter(c -> c.denseRank == 0).toList());
        }
    }

    private void addWordScores(List<Candidate> missing) throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(words), ScoreMode.COMPLETE, 1);
        LeafReaderContext leaf = null;
        Scorer scorer = null;
        for (Candidate candidate : missing) {
            LeafReaderContext home = leafOf(candidate);
            if (home != leaf) {
                leaf = home;
                scorer = weight.scorer(home);
            }
            candidate.lexical = scorer == null ? 0 : scoreAt(scorer, candidate.number - home.docBase);
        }
    }

    private static double scoreAt(Scorer scorer, int document) throws IOException {
        int at = scorer.docID();
        if (at < document) {
            at = scorer.iterator().advance(document);
        }
        return at == document ? scorer.score() : 0;
    }

    private void addCosines(List<Candidate> missing) throws IOException {
        float[] target = target();
        LeafReaderContext leaf = null;
        FloatVectorValues vectors = null;
        KnnVectorValues.DocIndexIterator at = null;
        for (Candidate candidate : missing) {
            LeafReaderContext home = leafOf(candidate);
            if (home != leaf) {
                leaf = home;
                vectors = home.reader().getFloatVectorValues(Passages.VECTOR);
                at = vectors == null ? null : vectors.iterator();
            }
            if (vectors != null && at != null && reaches(at, candidate.number - home.docBase)) {
                candidate.dense = VectorUtil.dotProduct(target, vectors.vectorValue(at.index()));
            }
        }
    }

    private static boolean reaches(KnnVectorValues.DocIndexIterator at, int document) throws IOException {
        return (at.docID() < document ? at.advance(document) : at.docID()) == document;
    }

    private LeafReaderContext leafOf(Candidate candidate) {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        return leaves.get(ReaderUtil.subIndex(candidate.number, leaves));
    }

    private void score(List<Candidate> candidates) {
        double[] lexical = candidates.stream().mapToDouble(c -> c.lexical).toArray();
        double[] dense = candidates.stream().mapToDouble(c -> c.dense).toArray();
        double[] fused = isFused(dense) ? fused(candidates) : asksWords() ? lexical : dense;
        for (int i = 0; i < fused.length; i++) {
            candidates.get(i).fused = fused[i];
        }
    }

    private double[] fused(List<Candidate> candidates) {
        return request.fusion()
                .fuse(
                        candidates.stream()
                                .map(c -> new Opinion(c.lexical, c.lexicalRank))
                                .toList(),
                        candidates.stream()
                                .map(c -> new Opinion(c.dense, c.denseRank))
                                .toList());
    }

    private boolean isFused(double[] dense) {
        return asksWords() && asksMeaning() && hasNumbers(dense);
    }

    private static boolean hasNumbers(double[] scores) {
        return Arrays.stream(scores).anyMatch(score -> !Double.isNaN(score));
    }

    private List<Candidate> best(List<Candidate> ordered) throws IOException {
        List<Candidate> best = new ArrayList<>();
        Set<String> documents = new HashSet<>();
        Shown shown = new Shown();
        for (Candidate candidate : ordered) {
            if (best.size() == request.limit()) {
                return best;
            }
            boolean fresh = request.collapse() == Collapse.NONE
                    ? shown.add(leafOf(candidate), candidate.number)
                    : documents.add(documentOf(candidate));
            if (fresh) {
                best.add(candidate);
            }
        }
        return best;
    }

    private String documentOf(Candidate candidate) throws IOException {
        LeafReaderContext leaf = leafOf(candidate);
        SortedDocValues documents = DocValues.getSorted(leaf.reader(), Passages.DOCUMENT);
        documents.advanceExact(candidate.number - leaf.docBase);
        return documents.lookupOrd(documents.ordValue()).utf8ToString();
    }

    private List<Hit> read(List<Candidate> best) throws IOException {
        var stored = searcher.storedFields();
        List<Hit> hits = new ArrayList<>();
        for (Candidate candidate : best) {
            hits.add(hit(Passages.read(stored.document(candidate.number)), candidate));
        }
        return hits;
    }

    private static Hit hit(Passages.Passage passage, Candidate candidate) {
        Chunk chunk = passage.chunk();
        return new Hit(
                passage.documentId(),
                passage.id(),
                chunk.ordinal(),
                passage.title(),
                candidate.fused,
                opinions(candidate),
                chunk.span(),
                chunk.headings(),
                chunk.page(),
                chunk.text(),
                chunk.context());
    }

    private static Map<Arm, Opinion> opinions(Candidate candidate) {
        Map<Arm, Opinion> opinions = new EnumMap<>(Arm.class);
        if (!Double.isNaN(candidate.lexical)) {
            opinions.put(Arm.BM25, new Opinion(candidate.lexical, candidate.lexicalRank));
        }
        if (!Double.isNaN(candidate.dense)) {
            opinions.put(Arm.DENSE, new Opinion(candidate.dense, candidate.denseRank));
        }
        return opinions;
    }
}
