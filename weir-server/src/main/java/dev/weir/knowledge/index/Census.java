package dev.weir.knowledge.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * Which documents an index holds, read from its term lists without touching a passage.
 *
 * @param stamps by document: its value under the key that was asked for, empty where it has none
 * @param passages by document: how many it has
 * @param waiting the documents with passages that wait for vectors
 */
public record Census(Map<String, String> stamps, Map<String, Integer> passages, Set<String> waiting) {

    /** Adds one segment. */
    static void add(LeafReader leaf, String key, Census census) throws IOException {
        Map<String, String> stamps = census.stamps;
        String[] documents = documents(leaf);
        for (String document : documents) {
            if (document != null) {
                stamps.putIfAbsent(document, "");
                census.passages.merge(document, 1, Integer::sum);
            }
        }
        Terms values = leaf.terms(Passages.termField(key));
        if (values != null) {
            TermsEnum each = values.iterator();
            for (BytesRef value = each.next(); value != null; value = each.next()) {
                for (String document : named(each.postings(null, PostingsEnum.NONE), documents)) {
                    stamps.put(document, value.utf8ToString());
                }
            }
        }
        census.waiting.addAll(waiting(leaf, documents));
    }

    private static Set<String> waiting(LeafReader leaf, String[] documents) throws IOException {
        Terms marks = leaf.terms(Passages.WAITING);
        if (marks == null) {
            return Set.of();
        }
        TermsEnum mark = marks.iterator();
        return mark.next() == null ? Set.of() : named(mark.postings(null, PostingsEnum.NONE), documents);
    }

    /** The document of each passage; null where the passage was deleted. */
    private static String[] documents(LeafReader leaf) throws IOException {
        String[] documents = new String[leaf.maxDoc()];
        SortedDocValues names = DocValues.getSorted(leaf, Passages.DOCUMENT);
        Map<Integer, String> read = new HashMap<>();
        for (int passage = 0; passage < documents.length; passage++) {
            boolean live = leaf.getLiveDocs() == null || leaf.getLiveDocs().get(passage);
            if (live && names.advanceExact(passage)) {
                int ordinal = names.ordValue();
                String name = read.get(ordinal);
                if (name == null) {
                    name = names.lookupOrd(ordinal).utf8ToString();
                    read.put(ordinal, name);
                }
                documents[passage] = name;
            }
        }
        return documents;
    }

    private static Set<String> named(PostingsEnum passages, String[] documents) throws IOException {
        Set<String> names = new HashSet<>();
        for (int at = passages.nextDoc(); at != PostingsEnum.NO_MORE_DOCS; at = passages.nextDoc()) {
            if (documents[at] != null) {
                names.add(documents[at]);
            }
        }
        return names;
    }
}
