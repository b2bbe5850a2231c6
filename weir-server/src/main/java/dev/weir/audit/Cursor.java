package dev.weir.audit;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.store.Columns;
import java.time.Instant;

/** The last entry of a page. */
record Cursor(Instant at, long entry) {
    static Cursor of(AuditDao.Numbered last) {
        return new Cursor(last.entry().at(), last.number());
    }

    static Cursor parse(String text) {
        int dot = text.indexOf('.');
        try {
            return new Cursor(
                    Columns.instant(Long.parseLong(text.substring(0, dot))), Long.parseLong(text.substring(dot + 1)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + text + "' is not a cursor.",
                    "cursor",
                    "Use the 'next' of the page before.");
        }
    }

    String text() {
        return Columns.micros(at) + "." + entry;
    }
}
