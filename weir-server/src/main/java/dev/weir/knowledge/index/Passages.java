package dev.weir.knowledge.index;

import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Excerpt;
import dev.weir.spi.document.Span;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The fields of a passage in the index, written and read back. */
final class Passages {
    static final String DOCUMENT = "document";
    static final String BODY = "body";
    static final String VECTOR = "vector";
    static final String WAITING = "waiting";
    static final String CHUNK = "chunk";
    /** The keys that a passage's document has. */
    static final String KEY = "key";

    private static final String TERM = "term:";
    private static final String TERMS = "terms";
    private static final String ORDINAL = "ordinal";
    private static final String START = "start";
    private static final String END = "end";
    private static final String PAGE = "page";
    private static final String TITLE = "title";
    private static final String HEADING = "heading";
    private static final String TEXT = "text";
    private static final String CONTEXT_START = "context_start";
    private static final String CONTEXT_TEXT = "context";
    /** Where a passage with a wider context stands, and its context: start and end in one number. */
    static final String PLACE = "place";

    static final String CONTEXT_PLACE = "context_place";
    private static final char UNIT = '\u001f';

    private Passages() {}

    /** A passage and what its document lends it. */
    record Passage(String documentId, String title, Map<String, Set<String>> terms, Chunk chunk) {
        String id() {
            return documentId + "#" + chunk.ordinal();
        }

        Term key() {
            return new Term(CHUNK, id());
        }

        /** What is embedded and searched by words: the passage after the names of what it stands in. */
        String body() {
            StringBuilder body = new StringBuilder(title).append('\n');
            for (String heading : chunk.headings()) {
                if (!heading.equals(title)) {
                    body.append(heading).append('\n');
                }
            }
            return body.append(chunk.text()).toString();
        }
    }

    static List<Passage> of(Entry entry) {
        return entry.chunks().stream()
                .map(chunk -> new Passage(entry.id(), entry.title(), entry.terms(), chunk))
                .toList();
    }

    /** The index document of a passage; without a vector it carries the mark of those that wait for one. */
    static Document document(Passage passage, float @Nullable [] vector) {
        Document document = new Document();
        document.add(new StringField(DOCUMENT, passage.documentId(), Field.Store.YES));
        document.add(new SortedDocValuesField(DOCUMENT, new BytesRef(passage.documentId())));
        document.add(new StringField(CHUNK, passage.id(), Field.Store.NO));
        document.add(new TextField(BODY, passage.body(), Field.Store.NO));
        addChunk(document, passage);
        addTerms(document, passage.terms());
        if (vector == null) {
            document.add(new StringField(WAITING, "1", Field.Store.NO));
        } else {
            document.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        }
        return document;
    }

    private static void addChunk(Document document, Passage passage) {
        Chunk chunk = passage.chunk();
        document.add(new StoredField(ORDINAL, chunk.ordinal()));
        document.add(new StoredField(START, chunk.span().start()));
        document.add(new StoredField(END, chunk.span().end()));
        document.add(new StoredField(TITLE, passage.title()));
        document.add(new StoredField(TEXT, chunk.text()));
        if (chunk.page() != null) {
            document.add(new StoredField(PAGE, chunk.page()));
        }
        for (String heading : chunk.headings()) {
            document.add(new StoredField(HEADING, heading));
        }
        if (chunk.isWidened()) {
            addContext(document, chunk);
        }
    }

    private static void addContext(Document document, Chunk chunk) {
        Excerpt context = chunk.context();
        document.add(new StoredField(CONTEXT_START, context.span().start()));
        document.add(new StoredField(CONTEXT_TEXT, context.text()));
        document.add(new NumericDocValuesField(PLACE, packed(chunk.span())));
        document.add(new NumericDocValuesField(CONTEXT_PLACE, packed(context.span())));
    }

    private static long packed(Span span) {
        return (long) span.start() << Integer.SIZE | span.end();
    }

    static Span unpacked(long place) {
        return new Span((int) (place >>> Integer.SIZE), (int) place);
    }

    private static void addTerms(Document document, Map<String, Set<String>> terms) {
        terms.forEach((key, values) -> {
            if (!values.isEmpty()) {
                document.add(new StringField(KEY, key, Field.Store.NO));
            }
            for (String value : values) {
                document.add(new StringField(TERM + key, value, Field.Store.NO));
                document.add(new StoredField(TERMS, key + UNIT + value));
                FieldValues.number(value).ifPresent(number -> document.add(new DoublePoint(numberField(key), number)));
                FieldValues.time(value).ifPresent(time -> document.add(new LongPoint(timeField(key), time)));
            }
        });
    }

    static String numberField(String key) {
        return "number:" + key;
    }

    static String timeField(String key) {
        return "time:" + key;
    }

    static String termField(String key) {
        return TERM + key;
    }

    static Passage read(Document stored) {
        return new Passage(stored.get(DOCUMENT), stored.get(TITLE), terms(stored), chunk(stored));
    }

    private static Chunk chunk(Document stored) {
        Span span = new Span(number(stored, START), number(stored, END));
        Integer page = stored.getField(PAGE) == null ? null : number(stored, PAGE);
        Chunk chunk =
                new Chunk(number(stored, ORDINAL), span, stored.get(TEXT), List.of(stored.getValues(HEADING)), page);
        String context = stored.get(CONTEXT_TEXT);
        if (context == null) {
            return chunk;
        }
        int start = number(stored, CONTEXT_START);
        return chunk.within(new Excerpt(new Span(start, start + context.length()), context));
    }

    private static int number(Document stored, String field) {
        IndexableField found = stored.getField(field);
        return found.numericValue().intValue();
    }

    private static Map<String, Set<String>> terms(Document stored) {
        Map<String, Set<String>> terms = new HashMap<>();
        for (String pair : stored.getValues(TERMS)) {
            int cut = pair.indexOf(UNIT);
            terms.computeIfAbsent(pair.substring(0, cut), _ -> new HashSet<>()).add(pair.substring(cut + 1));
        }
        return terms;
    }
}
