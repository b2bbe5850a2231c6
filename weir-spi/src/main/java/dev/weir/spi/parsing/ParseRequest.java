package dev.weir.spi.parsing;

import org.jspecify.annotations.Nullable;

/**
 * A file to read.
 *
 * @param fileName as its sender gave it; a hint at the format, never a path to open
 * @param password opens it; null where the sender gave none
 * @param limits what the file may become
 */
public record ParseRequest(String fileName, @Nullable String password, Limits limits) {
    /**
     * Bounds on what comes out of one file, attachments included. What is beyond is left out and said, see {@link
     * ParseEvent.Outcome#TRUNCATED}.
     *
     * @param characters the most text, in UTF-16 characters
     * @param expandedBytes the most bytes that archives and attachments may be expanded to
     * @param depth how deep files in files are opened
     * @param files how many files in files are opened
     */
    public record Limits(long characters, long expandedBytes, int depth, int files) {
        public static final Limits DEFAULT = new Limits(50_000_000, 1L << 30, 5, 1_000);

        public Limits {
            if (characters < 1 || expandedBytes < 1 || depth < 0 || files < 0) {
                throw new IllegalArgumentException("limits of a file are positive: " + characters + " characters, "
                        + expandedBytes + " bytes, depth " + depth + ", " + files + " files");
            }
        }
    }
}
