package dev.weir.spi.parsing;

import org.jspecify.annotations.Nullable;

/** What the child says while it reads a file: in the order of the document, ended by one {@link Ended}. */
public sealed interface ParseEvent {
    /** What the document calls itself; at most once. */
    record Title(String title) implements ParseEvent {}

    /**
     * A page, slide or sheet begins; what follows stands on it. Also progress: whoever waits sees how far the reading is.
     *
     * @param number from 1
     * @param of how many there are; 0 where that is not known
     */
    record Page(int number, int of) implements ParseEvent {}

    /**
     * A piece of text.
     *
     * @param level of a heading 1 to 6, of a list's item its depth from 1; else 0
     * @param text without the marks of any markup; lines end with {@code \n}
     */
    record Block(Kind kind, int level, String text) implements ParseEvent {}

    /** What a block is. */
    enum Kind {
        HEADING,
        PARAGRAPH,
        LIST_ITEM,
        /** One row of a table, its cells separated by {@code " | "}. */
        TABLE_ROW,
        /** Program text; its line breaks and spaces matter. */
        CODE,
        /** What stands apart from the running text: a note, a comment, a picture's description. */
        ASIDE
    }

    /**
     * A file in the file. The blocks of one that is read follow, up to the next event of this kind at the same or a lower
     * depth.
     *
     * @param depth from 1
     * @param outcome what became of it; its text, if any, was or will be told in blocks
     */
    record Embedded(
            String name,
            int depth,
            Outcome outcome,
            @Nullable String reason) implements ParseEvent {}

    /**
     * The last word about a file.
     *
     * @param mediaType what the file turned out to be, such as {@code application/pdf}
     * @param reason for people, where the outcome is not {@link Outcome#READ}: what is wrong and what would be right
     */
    record Ended(
            Outcome outcome, String mediaType, @Nullable String reason) implements ParseEvent {}

    /** What became of a file. */
    enum Outcome {
        READ,
        /** Read up to a limit that the reason names. */
        TRUNCATED,
        /** Pictures of text without text: some pages or all, which the reason names. */
        NEEDS_OCR,
        /** Cannot be opened without a password, or not with the one given. */
        ENCRYPTED,
        /** There are no words in it. */
        EMPTY,
        /** No format that is read. */
        UNSUPPORTED,
        /** The file is damaged, or not what it says. */
        DAMAGED,
        /** A bomb or near to one: it would not fit into the bounds. */
        TOO_LARGE
    }
}
