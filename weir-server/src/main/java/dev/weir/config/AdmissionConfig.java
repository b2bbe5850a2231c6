package dev.weir.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Doc("How calls wait for a place, and how many places there are for whom.")
public record AdmissionConfig(
        @Doc(
                "How long a call may wait for a place while the queue stands, which it does when it was not empty for a whole"
                        + " `interval`. Calls of the class `batch` wait ten times as long.")
        @Default("500ms")
        Duration target,

        @Doc("How long a call may wait at any other time; after that it is refused and may be retried.") @Default("2s")
        Duration interval,

        @Doc(
                "How many calls of one project may be in progress, where the project has no `limits.concurrency` of its own;"
                        + " any number if absent.")
        @Range(min = 1, max = 1_000_000)
        @Nullable
        Long projectConcurrency,

        @Doc("How many calls of one key may be in progress, where the key has no `limits.concurrency` of its own; any"
                + " number if absent.")
        @Range(min = 1, max = 1_000_000)
        @Nullable
        Long keyConcurrency) {
    public AdmissionConfig {
        if (interval.isZero() || target.compareTo(interval) > 0) {
            throw new IllegalArgumentException("interval is longer than 0, and target no longer than interval");
        }
    }
}
