package dev.weir.knowledge;

import dev.weir.dialect.EndUserField;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.knowledge.Readers.Reader;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of a search, and with {@code document_id} that of an explanation. */
record SearchBody(
        @Nullable String query,
        @Nullable Integer k,
        @Nullable List<String> arms,
        @Nullable JsonNode filter,
        @Nullable JsonNode as,
        @Nullable String collapse,
        @Nullable String documentId) {

    private static final int DEFAULT_K = 10;
    private static final int MOST = 200;
    private static final int LONGEST_QUERY = 20_000;

    /**
     * @param who asks; a key that acts for nobody sees everything
     * @throws Refusal that names the field that is wrong
     */
    Question question(Principal who) {
        EndUser user = named(who).endUser();
        return new Question(
                checkedQuery(), limit(), askedArms(), visible(), user == null ? null : Reader.of(user), byDocument());
    }

    /** Who asks, for whom the body names if it does. */
    Principal named(Principal who) {
        return as == null || as.isNull() ? who : EndUserField.vouched(who, EndUserField.of(Json.bytes(as), "as"), "as");
    }

    private String checkedQuery() {
        if (query == null || query.isBlank()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    query == null ? "'query' is missing." : "'query' is empty.",
                    "query",
                    "Say what to look for.");
        }
        if (query.length() > LONGEST_QUERY) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'query' is longer than " + LONGEST_QUERY + " characters.",
                    "query",
                    null);
        }
        return query;
    }

    private int limit() {
        int limit = k == null ? DEFAULT_K : k;
        if (limit < 1 || limit > MOST) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "'k' is " + limit + "; it may be 1 to " + MOST + ".", "k", null);
        }
        return limit;
    }

    private Set<Arm> askedArms() {
        return arms == null ? EnumSet.allOf(Arm.class) : arms(arms);
    }

    /**
     * Arms by their names.
     *
     * @throws Refusal if there is none, or one that is not there
     */
    static Set<Arm> arms(List<String> arms) {
        Set<Arm> asked = EnumSet.noneOf(Arm.class);
        for (String name : arms) {
            asked.add(Arrays.stream(Arm.values())
                    .filter(arm -> arm.wireName().equals(String.valueOf(name).toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> badArms("There is no arm '" + name + "'.")));
        }
        if (asked.isEmpty()) {
            throw badArms("'arms' is empty.");
        }
        return asked;
    }

    private static Refusal badArms(String message) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST, message, "arms", "[\"bm25\"], [\"dense\"], or both, which is the default.");
    }

    private SearchFilter visible() {
        return filter == null || filter.isNull() ? new SearchFilter.Everything() : MetadataFilter.read(filter);
    }

    private boolean byDocument() {
        return switch (collapse) {
            case null -> false;
            case "none" -> false;
            case "document" -> true;
            case String other ->
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "'collapse' is '" + other + "'.",
                        "collapse",
                        "\"none\" or \"document\".");
        };
    }

    String checkedDocumentId() {
        if (documentId == null || documentId.isBlank()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'document_id' is missing.",
                    "document_id",
                    "Name the document whose rank is to be explained.");
        }
        return documentId;
    }

    void refuseDocumentId() {
        if (documentId != null) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "A search takes no 'document_id'.",
                    "document_id",
                    "POST …/explain does; to find documents, use 'filter'.");
        }
    }
}
