package dev.weir.knowledge.index;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/** The cosines of known passages with a vector, from the vectors that the index holds. */
final class Nearness {
    private Nearness() {}

    /** By chunk id; passages that are unknown or have no vector yet are absent. */
    static Map<String, Double> of(IndexSearcher searcher, Collection<String> chunkIds, float[] vector)
            throws IOException {
        List<BytesRef> ids = chunkIds.stream().map(BytesRef::new).toList();
        TermInSetQuery wanted = new TermInSetQuery(Passages.CHUNK, ids);
        Map<String, Double> cosines = new HashMap<>();
        for (ScoreDoc passage : searcher.search(wanted, Math.max(1, ids.size()), Sort.INDEXORDER).scoreDocs) {
            String id =
                    Passages.read(searcher.storedFields().document(passage.doc)).id();
            double cosine = cosine(searcher, passage.doc, vector);
            if (!Double.isNaN(cosine)) {
                cosines.put(id, cosine);
            }
        }
        return cosines;
    }

    private static double cosine(IndexSearcher searcher, int number, float[] vector) throws IOException {
        float[] own = vector(searcher, number);
        return own == null ? Double.NaN : VectorUtil.dotProduct(vector, own);
    }

    /** The exact vector of a passage, by its number in a snapshot; null where it has none yet. */
    static float @Nullable [] vector(IndexSearcher searcher, int number) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(number, leaves));
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Passages.VECTOR);
        if (vectors == null) {
            return null;
        }
        KnnVectorValues.DocIndexIterator at = vectors.iterator();
        return at.advance(number - leaf.docBase) == number - leaf.docBase
                ? vectors.vectorValue(at.index()).clone()
                : null;
    }
}
