package dev.weir.config;

import java.time.Duration;

@Doc("How batches are worked off.")
public record BatchesConfig(
        @Doc("How many requests of batches are in progress at once, all batches together.")
        @Default("8")
        @Range(min = 1, max = 10_000)
        int concurrency,

        @Doc("The most requests that a batch may have.") @Default("50000") @Range(min = 1, max = 1_000_000)
        int maxRequests,

        @Doc("The most batches of a project that may be unfinished at once.") @Default("100") @Range(min = 1)
        int maxOpen,

        @Doc("How often a request of a batch that failed for a passing reason is tried again.")
        @Default("5")
        @Range(min = 0, max = 100)
        int retries,

        @Doc("How long to wait before the first of those; each further wait is twice as long, up to a minute.")
        @Default("1s")
        Duration backoff,

        @Doc("How long to wait before the first look at a batch that a provider works off; each further wait is half as"
                + " long again, up to five minutes.")
        @Default("10s")
        Duration poll) {}
