package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.store.Columns;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a document stands in the list for people: those that failed, those in work, the others; each the newest first.
 *
 * @param rank 0, 1 or 2
 */
public record DocumentPlace(int rank, Instant updated, String id) {
    static final String RANK = "case when state in ('failed', 'needs_ocr', 'encrypted', 'blank') then 0"
            + " when state = 'ready' then 2 else 1 end";

    public static DocumentPlace of(KbDocument document) {
        int rank = switch (document.state()) {
            case FAILED, NEEDS_OCR, ENCRYPTED, BLANK -> 0;
            case QUEUED, PARSING, EMBEDDING -> 1;
            case READY -> 2;
        };
        return new DocumentPlace(rank, document.updatedAt(), document.id());
    }

    /**
     * As {@link #text} wrote it.
     *
     * @throws Refusal if it is none
     */
    public static DocumentPlace parse(String text) {
        String[] parts = text.split("\\.", 3);
        try {
            return new DocumentPlace(Integer.parseInt(parts[0]), Columns.instant(Long.parseLong(parts[1])), parts[2]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + text + "' is no cursor.",
                    "cursor",
                    "Follow the link of the page before.");
        }
    }

    public String text() {
        return rank + "." + Columns.micros(updated) + "." + id;
    }

    static @Nullable Long newestFirst(@Nullable DocumentPlace place) {
        return place == null ? null : Long.valueOf(-Columns.micros(place.updated));
    }
}
