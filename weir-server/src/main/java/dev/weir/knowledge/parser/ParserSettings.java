package dev.weir.knowledge.parser;

import dev.weir.spi.parsing.ParseRequest;
import java.time.Duration;

/**
 * Bounds of the children.
 *
 * @param processes how many files are read at the same time
 * @param heap of each child, in bytes
 * @param time the longest that the reading of one file may take
 * @param cpu the most of a processor's time that one file may take
 * @param files how many files a child reads before another takes its place
 * @param warm how long a child without work is kept
 * @param isolated whether files are refused where the machine offers no isolation
 * @param sandboxed whether isolation is tried
 */
public record ParserSettings(
        int processes,
        long heap,
        Duration time,
        Duration cpu,
        int files,
        Duration warm,
        boolean isolated,
        boolean sandboxed,
        ParseRequest.Limits limits) {
    private static final long LEAST_HEAP = 32L << 20;

    public ParserSettings {
        if (processes < 1 || files < 1 || heap < LEAST_HEAP || time.isZero() || cpu.isZero()) {
            throw new IllegalArgumentException("children need a processor, 32 MB and time: " + processes + " of " + heap
                    + " bytes for " + time + " and " + cpu + ", " + files + " files each");
        }
    }
}
