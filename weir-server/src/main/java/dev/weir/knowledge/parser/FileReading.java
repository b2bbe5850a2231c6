package dev.weir.knowledge.parser;

import dev.weir.spi.document.DocumentText;
import org.jspecify.annotations.Nullable;

/** What became of a file that was given to a child. */
public sealed interface FileReading {
    /**
     * There is text in it.
     *
     * @param note what is not in the text although it is in the file; null where nothing is missing
     */
    record Read(DocumentText text, @Nullable String note) implements FileReading {}

    /** There is no text to be had from it. */
    record Unreadable(Why why, String reason) implements FileReading {}

    /**
     * It was not read to its end, because its reader did not live so long.
     *
     * @param again whether another reader may fare better; a reader that took too long would take as long again
     */
    record Broken(String reason, boolean again) implements FileReading {}

    /** No reader could be had; nothing is known of the file. */
    record Unavailable(String reason) implements FileReading {}

    /** Why there is no text. */
    enum Why {
        NEEDS_OCR,
        ENCRYPTED,
        BLANK,
        REFUSED
    }
}
