package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The body that makes a knowledge base. What can be chosen has one choice each so far. */
record BaseBody(
        @Nullable String name,
        @Nullable String embedding,
        @Nullable String fusion,
        @Nullable String chunker) {
    static final String EMBEDDING = "weir/embed";
    static final String FUSION = "zscore";
    static final String CHUNKER = "recursive";

    /**
     * @throws Refusal if the name is missing, or something else is chosen than there is
     */
    String checkedName() {
        check("embedding", embedding, EMBEDDING);
        check("fusion", fusion, FUSION);
        check("chunker", chunker, CHUNKER);
        if (name == null) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "'name' is missing.", "name", "Send {\"name\": \"contracts\"}.");
        }
        return name;
    }

    private static void check(String field, @Nullable String given, String only) {
        if (given != null && !given.equals(only)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There is no " + field + " '" + given + "'.",
                    field,
                    "There is '" + only + "', which is the default.");
        }
    }
}
