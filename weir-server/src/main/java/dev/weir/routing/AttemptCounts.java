package dev.weir.routing;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of a deployment's attempts within some time. Times are right within 7 %; they are null if nothing was
 * answered.
 *
 * @param attempts all that ended
 * @param failed those that came to nothing by the deployment's own doing: unreachable, silent, broken, overloaded
 * @param rejected those whose request the provider did not take as it was
 * @param p50Ms from the request to the end of an answer
 * @param firstTokenMs from the request to a stream's first content, in half of them
 */
public record AttemptCounts(
        int attempts,
        int failed,
        int rejected,
        @Nullable Long p50Ms,
        @Nullable Long p95Ms,
        @Nullable Long firstTokenMs) {

    /** Those of the minute that began at {@code at}. */
    public record Minute(Instant at, @JsonUnwrapped AttemptCounts counts) {}
}
