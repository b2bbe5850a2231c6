package dev.weir.edge;

import dev.weir.http.Request;
import dev.weir.spi.TraceContext;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The distributed trace that a request belongs to: its caller's, or, where traces are sent on, one that begins here. */
public final class CallerTrace {
    private final boolean begins;
    private final RandomGenerator random;

    /**
     * @param begins whether a trace begins where the caller brings none
     */
    public CallerTrace(boolean begins, RandomGenerator random) {
        this.begins = begins;
        this.random = random;
    }

    Optional<TraceContext> of(Request request) {
        Optional<TraceContext> continued = request.header("traceparent")
                .flatMap(parent -> TraceContext.continued(
                        parent, request.header("tracestate").orElse(null), random));
        return continued.isPresent() || !begins ? continued : Optional.of(TraceContext.begun(random));
    }
}
