package dev.weir.knowledge;

import java.util.Locale;

/** How far a document has come. It is found by its words from {@link #EMBEDDING} on, by its meaning when {@link #READY}. */
public enum DocumentState {
    /** Stored; not in the index yet. */
    QUEUED,
    /** Its file is being read. */
    PARSING,
    /** Its passages are searchable by their words; vectors are being made. */
    EMBEDDING,
    /** Searchable by every arm. */
    READY,
    /** Not taken in; the reason says why. */
    FAILED,
    /** Pictures of text without text. */
    NEEDS_OCR,
    /** Not to be opened without a password. */
    ENCRYPTED,
    /** There are no words in it. */
    BLANK;

    /** The name on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DocumentState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
