package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A deployment as one call sees it: how often it was asked, and when it may be asked again. One thread uses it. */
final class Candidate {
    private final Target target;
    private final DeploymentHealth health;
    private final Clock clock;
    private Breaker.@Nullable Pass pass;
    private int asked;
    private long lastAsked;
    private long askedBefore;
    private long notBefore;
    private boolean givenUp;

    Candidate(Target target, DeploymentHealth health, Clock clock) {
        this.target = target;
        this.health = health;
        this.clock = clock;
        this.notBefore = clock.nanoTime();
    }

    Target target() {
        return target;
    }

    DeploymentHealth health() {
        return health;
    }

    int asked() {
        return asked;
    }

    boolean mayBeAsked(int most) {
        return !givenUp && asked < most && health.admits();
    }

    /** How long until then; zero or less if it may be asked now. */
    long nanosUntilReady() {
        long now = clock.nanoTime();
        return Math.max(notBefore - now, health.restsUntil() - now);
    }

    boolean isReady() {
        return nanosUntilReady() <= 0;
    }

    void giveUp() {
        givenUp = true;
    }

    /** Whether breaker and budget let the call through; if not, it gives up on the deployment. */
    boolean enter() {
        boolean again = asked > 0;
        pass = again && !health.budget().spend() ? null : health.enter();
        if (pass == null) {
            giveUp();
            return false;
        }
        if (!again) {
            health.budget().earn();
        }
        asked++;
        askedBefore = lastAsked;
        lastAsked = clock.nanoTime();
        return true;
    }

    void succeeded() {
        if (pass != null) {
            health.succeeded(pass);
        }
    }

    void refused(Refused refused) {
        if (pass != null) {
            health.refused(pass, refused);
        }
    }

    /** Another attempt was quicker, and it took so long without having begun: as far as is known, no time is shorter. */
    void lost(RecentTimes times, long nanos) {
        times.add(nanos);
        left();
    }

    /** What came of it is reported, or nothing will be. */
    void left() {
        if (pass != null) {
            health.left(pass);
        }
    }

    /** May be asked again, but not at once, and not a third time within {@link Attempts#SPACING}. */
    void later(Duration wait) {
        long now = clock.nanoTime();
        notBefore = now + Math.max(0, health.restsUntil() - now) + wait.toNanos();
        long spaced = askedBefore + Attempts.SPACING.toNanos();
        if (asked > 1 && spaced - notBefore > 0) {
            notBefore = spaced;
        }
    }
}
