package dev.weir.batch;

import java.time.Duration;

/**
 * How much batches may do.
 *
 * @param concurrency requests in progress at once, all batches together
 * @param maxRequests requests that a batch may have
 * @param maxOpen unfinished batches that a project may have
 * @param retries how often a request that failed for a passing reason is made again
 * @param backoff the first wait before that; each further one is twice as long
 * @param poll the first wait before a look at a provider's batch
 */
public record BatchLimits(int concurrency, int maxRequests, int maxOpen, int retries, Duration backoff, Duration poll) {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** The wait after so many tries. */
    Duration pause(int tries) {
        Duration wait = backoff.multipliedBy(1L << Math.min(20, tries - 1));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
