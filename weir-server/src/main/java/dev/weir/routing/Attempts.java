package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Target;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks a call's deployments until one answers. The next one in order is asked at once; when each was asked and none
 * answered, those that may recover are asked again after a {@link Backoff}, or after the time that they named. Breakers
 * and budgets keep a failing deployment from being asked more than does good. A stream that breaks before its first
 * content is a failure like any other; one that breaks later is continued elsewhere if that can be done faithfully, and
 * else ends with the failure. Thread-safe.
 */
final class Attempts {
    /** For one call, all deployments together. */
    static final int MOST = 6;

    /** Within this time a call asks no deployment a third time. */
    static final Duration SPACING = Duration.ofMillis(1600);

    /** Whoever would have to wait longer is told so instead. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Deployments deployments;
    private final Clock clock;
    private final RandomGenerator random;
    private final Pause pause;
    private final Judges judges;

    Attempts(Deployments deployments, Clock clock, RandomGenerator random, Pause pause, Judges judges) {
        this.deployments = deployments;
        this.clock = clock;
        this.random = random;
        this.pause = pause;
        this.judges = judges;
    }

    Deployments deployments() {
        return deployments;
    }

    Clock clock() {
        return clock;
    }

    RandomGenerator random() {
        return random;
    }

    Pause pause() {
        return pause;
    }

    Judges judges() {
        return judges;
    }

    /**
     * @param order the deployments to ask, the best one first
     * @param next asks the one that the call names
     */
    Answer answer(Models.Model model, List<Target> order, Call call, Stage.Next next) {
        Rounds rounds = new Rounds(this, model, order, call, next);
        Answer answer = rounds.answer();
        return answer instanceof Answer.Streamed streamed
                ? new Answer.Streamed(new RelayedEvents(streamed.events(), rounds))
                : answer;
    }
}
