package dev.weir.knowledge;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one document of a request turned out to be. */
sealed interface Upload {
    /** What cannot be read of it, and why. */
    default Stream<Unread> unread() {
        return switch (this) {
            case Good good -> Stream.empty();
            case Waiting waiting -> Stream.empty();
            case Failed(Unread file) -> Stream.of(file);
            case Bad(@Nullable String id, @Nullable Integer line, String reason) ->
                Stream.of(new Unread(id == null ? "" : id, reason, 0));
        };
    }

    /** It can be taken in. */
    record Good(Submission submission) implements Upload {}

    /** It is a file that cannot be read. */
    record Failed(Unread file) implements Upload {}

    /** It is a file that is to be read; its content is on the disk. */
    record Waiting(SentContent content, SentFile file) implements Upload {}

    /**
     * It is no document at all.
     *
     * @param id the caller's own, as far as it could be made out
     * @param line where it stands in JSONL, from 1
     * @param reason what is wrong and what would be right
     */
    record Bad(@Nullable String id, @Nullable Integer line, String reason) implements Upload {}
}
