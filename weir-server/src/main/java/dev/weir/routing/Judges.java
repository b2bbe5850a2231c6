package dev.weir.routing;

import dev.weir.spi.Target;
import dev.weir.telemetry.Metrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What all cascades share: how answers are judged, and which deployments tell no probabilities. Thread-safe. */
final class Judges {
    private final Judging judging;
    private final Metrics metrics;
    private final Set<Target> withoutProbabilities = ConcurrentHashMap.newKeySet();

    Judges(Scorers scorers, Metrics metrics) {
        this.judging = new Judging(scorers);
        this.metrics = metrics;
    }

    Judging judging() {
        return judging;
    }

    boolean givesProbabilities(Target target) {
        return !withoutProbabilities.contains(target);
    }

    void givesNoProbabilities(Target target) {
        withoutProbabilities.add(target);
    }

    /** After a change of the configuration everybody is asked again. */
    void forget() {
        withoutProbabilities.clear();
    }

    void count(String model, Judgement judgement) {
        metrics.judged(model, judgement.target().name(), judgement.accepted());
    }
}
