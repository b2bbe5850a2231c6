package dev.weir.knowledge.document;

import dev.weir.spi.document.DocumentText;
import java.util.Locale;

/** What became of a file: its text, or a reason for its sender. */
public sealed interface DocumentReading {
    record Read(DocumentText document) implements DocumentReading {}

    /**
     * @param message what was wrong and what would be right, fit to be shown to the sender
     */
    record Refused(Reason reason, String message) implements DocumentReading {}

    /** Why a file was not read. */
    enum Reason {
        /** There are no words in it. */
        EMPTY,
        /** A known format that is not read. */
        UNSUPPORTED_FORMAT,
        /** The content is of another format than the name says. */
        NOT_WHAT_ITS_NAME_SAYS,
        /** The characters could not be made out. */
        UNREADABLE_ENCODING;

        /** The stable name in answers and logs. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
