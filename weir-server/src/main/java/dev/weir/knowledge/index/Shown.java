package dev.weir.knowledge.index;

import dev.weir.spi.document.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;

/**
 * The contexts that a search shows already. A passage that stands in one of them has been shown with a better score: the
 * children of one parent, or the neighbours of a sentence, take one place.
 */
final class Shown {
    private final Map<String, List<Span>> contexts = new HashMap<>();

    /** Whether a passage shows anything new; then its context is shown, too. Passages without a wider context always do. */
    boolean add(LeafReaderContext leaf, int number) throws IOException {
        NumericDocValues wider = leaf.reader().getNumericDocValues(Passages.CONTEXT_PLACE);
        int at = number - leaf.docBase;
        if (wider == null || !wider.advanceExact(at)) {
            return true;
        }
        NumericDocValues place = DocValues.getNumeric(leaf.reader(), Passages.PLACE);
        SortedDocValues document = DocValues.getSorted(leaf.reader(), Passages.DOCUMENT);
        place.advanceExact(at);
        document.advanceExact(at);
        Span span = Passages.unpacked(place.longValue());
        List<Span> there = contexts.computeIfAbsent(
                document.lookupOrd(document.ordValue()).utf8ToString(), _ -> new ArrayList<>());
        if (there.stream().anyMatch(context -> context.contains(span))) {
            return false;
        }
        there.add(Passages.unpacked(wider.longValue()));
        return true;
    }
}
