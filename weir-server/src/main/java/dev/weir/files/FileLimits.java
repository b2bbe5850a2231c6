package dev.weir.files;

import java.time.Duration;

/**
 * How much is kept.
 *
 * @param largest bytes that one file may have
 * @param perProject bytes that a project's files may have together
 * @param keepFree bytes that uploads leave free on the disk
 * @param batchRetention how long files of batches are kept when their uploader does not say
 */
public record FileLimits(long largest, long perProject, long keepFree, Duration batchRetention) {}
