package dev.weir.config;

import java.time.Duration;

@Doc("How a call tries again when no deployment has answered.")
public record RetriesConfig(
        @Doc("How often a call may ask the same deployment again. All attempts of a call are 6 at most, and 2 at one"
                + " deployment within 1.5 s.")
        @Default("2")
        @Range(min = 0, max = 5)
        int max,

        @Doc("The most to wait before the first retry; it doubles each time, up to `8s`, and the wait is drawn from 0"
                + " to it. A time that the provider names is kept instead.")
        @Default("250ms")
        Duration backoff) {}
