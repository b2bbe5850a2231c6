package dev.weir.cache;

import dev.weir.spi.Cached.Outcome;
import dev.weir.spi.ProjectId;
import dev.weir.telemetry.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what came of requests, for all and for each project, since the start. Thread-safe. */
final class CacheFigures {
    private final Counts all = new Counts();
    private final ConcurrentMap<ProjectId, Counts> byProject = new ConcurrentHashMap<>();

    /** One set of counts. */
    static final class Counts {
        private final Map<Outcome, LongAdder> counts =
                Map.of(Outcome.HIT, new LongAdder(), Outcome.MISS, new LongAdder(), Outcome.SHARED, new LongAdder());

        private LongAdder adder(Outcome outcome) {
            return counts.getOrDefault(outcome, new LongAdder());
        }

        long of(Outcome outcome) {
            return adder(outcome).sum();
        }
    }

    CacheFigures(Metrics metrics) {
        for (Outcome outcome : Outcome.values()) {
            metrics.count(
                    "weir.cache.requests",
                    "Requests that may be answered from memory, by what came of them",
                    Map.of("result", outcome.wire()),
                    all,
                    counts -> counts.of(outcome));
        }
    }

    void count(ProjectId project, Outcome outcome) {
        all.adder(outcome).increment();
        byProject.computeIfAbsent(project, made -> new Counts()).adder(outcome).increment();
    }

    Counts of(ProjectId project) {
        return byProject.getOrDefault(project, new Counts());
    }
}
