package dev.weir.knowledge.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/** Lucene queries from questions and filters. */
final class Queries {
    /** Distinct words of a question that are searched for; a pasted page must not become thousands of clauses. */
    private static final int MOST_WORDS = 256;

    private Queries() {}

    /** Any of the question's words, weighted by how often it says them. */
    static Query words(Analyzer analyzer, String question) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        counts(analyzer, question).forEach((word, count) -> {
            Query term = new TermQuery(new Term(Passages.BODY, word));
            any.add(count == 1 ? term : new BoostQuery(term, count), Occur.SHOULD);
        });
        return any.build();
    }

    private static Map<String, Integer> counts(Analyzer analyzer, String question) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        try (TokenStream tokens = analyzer.tokenStream(Passages.BODY, question)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken() && counts.size() < MOST_WORDS) {
                counts.merge(word.toString(), 1, Integer::sum);
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counts;
    }

    static Query filter(SearchFilter filter) {
        return switch (filter) {
            case SearchFilter.Everything _ -> new MatchAllDocsQuery();
            case SearchFilter.Documents documents -> anyOf(Passages.DOCUMENT, documents.ids());
            case SearchFilter.AnyTerm term -> anyOf(Passages.termField(term.key()), term.values());
            case SearchFilter.Exists exists -> new TermQuery(new Term(Passages.KEY, exists.key()));
            case SearchFilter.NumberRange range ->
                DoublePoint.newRangeQuery(Passages.numberField(range.key()), range.from(), range.to());
            case SearchFilter.TimeRange range ->
                LongPoint.newRangeQuery(Passages.timeField(range.key()), range.from(), range.to());
            case SearchFilter.TextRange range ->
                TermRangeQuery.newStringRange(
                        Passages.termField(range.key()), range.from(), range.to(), range.withFrom(), range.withTo());
            case SearchFilter.AllOf all -> all(all.filters());
            case SearchFilter.AnyOf any -> any(any.filters());
            case SearchFilter.AtLeast some -> atLeast(some.count(), some.filters());
            case SearchFilter.Not not ->
                new BooleanQuery.Builder()
                        .add(new MatchAllDocsQuery(), Occur.FILTER)
                        .add(filter(not.filter()), Occur.MUST_NOT)
                        .build();
        };
    }

    private static Query anyOf(String field, Set<String> values) {
        return new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
    }

    private static Query all(List<SearchFilter> filters) {
        BooleanQuery.Builder all = new BooleanQuery.Builder().add(new MatchAllDocsQuery(), Occur.FILTER);
        filters.forEach(filter -> all.add(filter(filter), Occur.FILTER));
        return all.build();
    }

    private static Query atLeast(int count, List<SearchFilter> filters) {
        BooleanQuery.Builder some = new BooleanQuery.Builder().setMinimumNumberShouldMatch(count);
        filters.forEach(filter -> some.add(filter(filter), Occur.SHOULD));
        return filters.size() < count ? new MatchNoDocsQuery("there are too few of them") : some.build();
    }

    private static Query any(List<SearchFilter> filters) {
        if (filters.isEmpty()) {
            return new MatchNoDocsQuery("no filter passes");
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        filters.forEach(filter -> any.add(filter(filter), Occur.SHOULD));
        return any.build();
    }
}
