package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.evaluation.Bootstrap.Difference;
import dev.weir.knowledge.evaluation.Bootstrap.Interval;
import java.util.List;

/**
 * What a way of searching found, question by question.
 *
 * @param rankings in the order of the questions
 */
public record Measured(String name, List<Ranking> rankings) {
    public Measured {
        rankings = List.copyOf(rankings);
    }

    public int questions() {
        return rankings.size();
    }

    /** The mean over the questions. */
    public Interval mean(Measure measure) {
        return Bootstrap.mean(measure.of(rankings));
    }

    /** How far it is above another on the same questions. */
    public Difference above(Measured other, Measure measure) {
        return Bootstrap.paired(measure.of(rankings), measure.of(other.rankings));
    }
}
