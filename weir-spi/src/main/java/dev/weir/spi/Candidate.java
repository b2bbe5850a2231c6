package dev.weir.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that could answer a call, with what is known of it when the call is routed.
 *
 * @param target which one
 * @param weight its share as configured, 0 or more
 * @param expectedCost what the call is expected to cost there; null if it has no known price, or
 *     if the strategy compares no costs
 * @param currency of the expected cost
 * @param inFlight calls that it is answering now
 * @param latency how long it has lately taken to begin an answer, recent peaks weighing most and old ones fading (peak
 *     EWMA); null before its first answer
 */
public record Candidate(
        Target target,
        int weight,
        @Nullable Money expectedCost,
        @Nullable String currency,
        int inFlight,
        @Nullable Duration latency) {}
