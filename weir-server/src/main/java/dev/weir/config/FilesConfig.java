package dev.weir.config;

import java.time.Duration;

@Doc("Files that callers upload for batches and other uses, and the results of batches.")
public record FilesConfig(
        @Doc("The largest file that is taken; it goes to the disk as it comes.") @Default("512MB")
        ByteSize maxSize,

        @Doc("The most that a project's files may have together.") @Default("20GB")
        ByteSize maxTotal,

        @Doc("What uploads leave free on the disk.") @Default("1GB")
        ByteSize keepFree,

        @Doc("How long files of batches and their results are kept, where nobody says otherwise.") @Default("30d")
        Duration batchRetention) {
    public FilesConfig {
        if (maxSize.bytes() < 1 || maxTotal.bytes() < 1) {
            throw new IllegalArgumentException("max_size and max_total are at least 1B");
        }
        if (batchRetention.isZero()) {
            throw new IllegalArgumentException("batch_retention is longer than 0; write for example 30d");
        }
    }
}
