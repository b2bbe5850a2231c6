package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body that makes a knowledge base: its name and, as far as they are chosen, its {@link KbSettings}. */
record BaseBody(
        @Nullable String name,
        @Nullable JsonNode embedding,
        @Nullable JsonNode fusion,
        @Nullable JsonNode chunker) {

    /**
     * @throws Refusal if it is missing
     */
    String checkedName() {
        if (name == null) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "'name' is missing.", "name", "Send {\"name\": \"contracts\"}.");
        }
        return name;
    }

    KbChange change() {
        return new KbChange(chunker, fusion, text(embedding));
    }

    /** What has no name has another type, whose text is no name either. */
    private static @Nullable String text(@Nullable JsonNode given) {
        return given == null || given.isNull() ? null : given.asString(given.toString());
    }

    /**
     * @throws Refusal if it asks for another name
     */
    void refuseName() {
        if (name != null) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "A knowledge base keeps its name.",
                    "name",
                    "Leave 'name' out; 'chunker', 'fusion' and 'embedding' can be changed.");
        }
    }
}
