package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a deployment's calls have shown of it, and whether it may be asked now. Thread-safe. */
final class DeploymentHealth {
    private static final Logger log = LoggerFactory.getLogger(DeploymentHealth.class);
    private static final int REMEMBERED = 8;

    private final String model;
    private final Target target;
    private final Clock clock;
    private final @Nullable Breaker breaker;
    private final RetryBudget budget;
    private final LastHour lastHour;
    private final ArrayDeque<Trouble> troubles = new ArrayDeque<>();
    private final ArrayDeque<Change> changes = new ArrayDeque<>();
    private final RecentTimes streams = new RecentTimes();
    private final RecentTimes wholes = new RecentTimes();
    private long restsUntil;
    private @Nullable Trouble lastFailure;

    /**
     * A failure that is remembered. What the provider said is only in the traces of those who may see them.
     *
     * @param status the provider's; null if it gave none
     */
    record Trouble(ErrorCode code, @Nullable Integer status, Instant at) {}

    /** The breaker has changed. */
    record Change(Breaker.State state, Instant at) {}

    DeploymentHealth(String model, Target target, FaultPolicy.@Nullable Trip trip, Clock clock) {
        this.model = model;
        this.target = target;
        this.clock = clock;
        this.budget = new RetryBudget(clock);
        this.lastHour = new LastHour(clock);
        this.restsUntil = clock.nanoTime();
        this.breaker = trip == null ? null : new Breaker(trip, clock, this::changed);
    }

    private void changed(Breaker.State state) {
        synchronized (this) {
            keep(changes, new Change(state, clock.instant()));
        }
        switch (state) {
            case OPEN ->
                log.warn("Deployment {} of model '{}' keeps failing: its breaker is open", target.name(), model);
            case HALF_OPEN -> log.info("Deployment {} of model '{}' is probed", target.name(), model);
            case CLOSED -> log.info("Deployment {} of model '{}' is back: its breaker is closed", target.name(), model);
        }
    }

    private static <T> void keep(ArrayDeque<T> latest, T newest) {
        if (latest.size() == REMEMBERED) {
            latest.removeLast();
        }
        latest.addFirst(newest);
    }

    /** Whether it can go by these numbers; else another one is needed. */
    boolean follow(FaultPolicy.@Nullable Trip trip) {
        if (breaker == null || trip == null) {
            return breaker == null && trip == null;
        }
        breaker.change(trip);
        return true;
    }

    RetryBudget budget() {
        return budget;
    }

    /** How long answers lately took to begin; one that comes whole begins with its end. */
    RecentTimes times(boolean stream) {
        return stream ? streams : wholes;
    }

    boolean admits() {
        return breaker == null || breaker.admits();
    }

    /** A leave to call the deployment, or null; a deployment without a breaker gives it always. */
    Breaker.@Nullable Pass enter() {
        return breaker == null ? new Breaker.Pass() : breaker.enter();
    }

    void succeeded(Breaker.Pass pass) {
        if (breaker != null) {
            breaker.succeeded(pass);
        }
    }

    /** The call has an end that says nothing about the deployment. */
    void left(Breaker.Pass pass) {
        if (breaker != null) {
            breaker.left(pass);
        }
    }

    /** Notes a failure: one of the deployment's own counts, and a time that it names is kept. */
    void refused(Breaker.Pass pass, Refused refused) {
        if (isFailure(refused.code())) {
            failed(pass, refused);
            return;
        }
        switch (refused.code()) {
            case PROVIDER_REJECTED -> {
                remember(refused);
                succeeded(pass);
            }
            case CONTEXT_LENGTH_EXCEEDED, CONTENT_FILTERED -> succeeded(pass);
            default -> left(pass);
        }
    }

    /** Whether this is a failure of the deployment's own, not one of the request's. */
    static boolean isFailure(ErrorCode code) {
        return switch (code) {
            case PROVIDER_UNAVAILABLE,
                    PROVIDER_TIMEOUT,
                    PROVIDER_INVALID_ANSWER,
                    PROVIDER_AUTHENTICATION,
                    PROVIDER_RATE_LIMITED -> true;
            default -> false;
        };
    }

    private void failed(Breaker.Pass pass, Refused refused) {
        failure(remember(refused));
        if (breaker == null) {
            return;
        }
        if (refused.retryAfter() != null) {
            breaker.left(pass);
            rest(refused.retryAfter());
        } else {
            breaker.failed(pass);
        }
    }

    private synchronized void failure(Trouble trouble) {
        lastFailure = trouble;
    }

    private synchronized Trouble remember(Refused refused) {
        Trouble trouble = new Trouble(refused.code(), refused.providerStatus(), clock.instant());
        keep(troubles, trouble);
        return trouble;
    }

    private synchronized void rest(Duration time) {
        long until = clock.nanoTime() + time.toNanos();
        restsUntil = until - restsUntil > 0 ? until : restsUntil;
    }

    /** When the deployment may be asked again as far as it said so itself, by {@link Clock#nanoTime}. */
    synchronized long restsUntil() {
        return restsUntil;
    }

    /** How long it is to be left alone, for whatever reason. */
    Duration resting() {
        Duration rest = Duration.ofNanos(Math.max(0, restsUntil() - clock.nanoTime()));
        Duration open = breaker == null ? Duration.ZERO : breaker.untilProbe();
        return rest.compareTo(open) > 0 ? rest : open;
    }

    Breaker.State state() {
        return breaker == null ? Breaker.State.CLOSED : breaker.state();
    }

    int failures() {
        return breaker == null ? 0 : breaker.failures();
    }

    /** The last failure of its own, which {@link #troubles} may have forgotten for newer rejections. */
    synchronized @Nullable Trouble lastFailure() {
        return lastFailure;
    }

    /** The last few failures, and requests that the provider did not take; the newest first. */
    synchronized List<Trouble> troubles() {
        return List.copyOf(troubles);
    }

    /** The breaker's last few changes, the newest first. */
    synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    LastHour lastHour() {
        return lastHour;
    }
}
