package dev.weir.knowledge;

import dev.weir.knowledge.Readers.Reader;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for in one or several knowledge bases.
 *
 * @param limit hits wanted, 1 to 200
 * @param filter on metadata
 * @param as who reads; null sees everything
 * @param byDocument whether the best passage stands for its document
 */
public record Question(
        String text,
        int limit,
        Set<Arm> arms,
        SearchFilter filter,
        @Nullable Reader as,
        boolean byDocument) {
    public Question {
        arms = Set.copyOf(arms);
    }

    /** Both arms, everything visible. */
    public static Question of(String text, int limit) {
        return new Question(text, limit, EnumSet.allOf(Arm.class), new SearchFilter.Everything(), null, false);
    }

    public Question as(Reader reader) {
        return new Question(text, limit, arms, filter, reader, byDocument);
    }

    Question limit(int other) {
        return new Question(text, other, arms, filter, as, byDocument);
    }

    /** What the reader may see, whatever is asked for. */
    SearchFilter visible() {
        return as == null ? new SearchFilter.Everything() : Readers.visibleTo(as);
    }

    SearchRequest request() {
        SearchFilter both = new SearchFilter.AllOf(List.of(filter, visible()));
        SearchRequest request = SearchRequest.hybrid(text, limit).asking(arms).seeing(both);
        return byDocument ? request.byDocument() : request;
    }
}
