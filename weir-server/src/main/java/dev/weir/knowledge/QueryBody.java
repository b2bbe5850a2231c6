package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A judged query as it is sent: {@code {"id", "query", "relevant": ["lease-7"]}}, or with grades in place of the list.
 *
 * @param id the caller's own; a query of that id is replaced
 * @param relevant ids of documents that answer it
 * @param grades by document id: 0 not relevant, up to {@value #HIGHEST} for the best
 */
record QueryBody(
        @Nullable String id,
        @Nullable String query,
        @Nullable List<String> relevant,
        @Nullable Map<String, Integer> grades,
        @Nullable String source) {
    static final int HIGHEST = 10;

    private static final int LONGEST_ID = 200;
    private static final int LONGEST_QUERY = 20_000;
    private static final int MOST_GRADES = 1_000;

    /**
     * @throws Refusal that names the field that is wrong
     */
    JudgedQuery query(Instant now) {
        return new JudgedQuery(
                text("id", id, LONGEST_ID), text("query", query, LONGEST_QUERY), checkedSource(), checkedGrades(), now);
    }

    private static String text(String field, @Nullable String given, int longest) {
        if (given == null || given.isBlank()) {
            throw wrong("A judged query needs " + (field.equals("id") ? "an id." : "a query."), field, "A text.");
        }
        if (given.length() > longest) {
            throw wrong("'" + field + "' is longer than " + longest + " characters.", field, "Shorten it.");
        }
        return given;
    }

    private JudgedQuery.Source checkedSource() {
        return source == null
                ? JudgedQuery.Source.HAND
                : JudgedQuery.Source.named(source)
                        .orElseThrow(() -> wrong(
                                "There is no source '" + source + "'.",
                                "source",
                                "One of " + String.join(", ", JudgedQuery.Source.wireNames()) + "."));
    }

    private Map<String, Integer> checkedGrades() {
        Map<String, Integer> all = new HashMap<>();
        if (relevant != null) {
            relevant.forEach(document -> all.put(document, 1));
        }
        if (grades != null) {
            all.putAll(grades);
        }
        if (all.values().stream().noneMatch(grade -> grade != null && grade > 0)) {
            throw wrong(
                    "The query '" + id + "' has no relevant document.",
                    "relevant",
                    "Name the documents that answer it: \"relevant\": [\"lease-7\"].");
        }
        all.forEach(QueryBody::check);
        if (all.size() > MOST_GRADES) {
            throw wrong(
                    "'grades' names more than " + MOST_GRADES + " documents.", "grades", "Leave out those of grade 0.");
        }
        return all;
    }

    private static void check(String document, @Nullable Integer grade) {
        if (grade == null || grade < 0 || grade > HIGHEST) {
            throw wrong(
                    "The grade of '" + document + "' is " + grade + ".",
                    "grades",
                    "A number from 0 to " + HIGHEST + ".");
        }
    }

    private static Refusal wrong(String message, String field, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
