package dev.weir.knowledge;

import org.jspecify.annotations.Nullable;

/** What one document of a request turned out to be. */
sealed interface Upload {
    /** It can be taken in. */
    record Good(Submission submission) implements Upload {}

    /** It is a file that cannot be read. */
    record Failed(Unread file) implements Upload {}

    /**
     * It is no document at all.
     *
     * @param id the caller's own, as far as it could be made out
     * @param line where it stands in JSONL, from 1
     * @param reason what is wrong and what would be right
     */
    record Bad(@Nullable String id, @Nullable Integer line, String reason) implements Upload {}
}
