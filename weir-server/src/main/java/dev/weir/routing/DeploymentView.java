package dev.weir.routing;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.weir.metering.Price;
import dev.weir.spi.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment of a model is. The words of its errors are in the traces of those who may see them.
 *
 * @param breaker {@code closed}, {@code open} or {@code half_open}
 * @param failures within the breaker's window
 * @param notBefore until when it is left alone; null if it may be asked now
 * @param lastError the last failure that was its own doing
 * @param lastErrors the last few of those, and requests that the provider did not take, the newest first
 * @param breakerChanges the last few, the newest first
 * @param hour all attempts of the last sixty minutes
 * @param minutes those of them in which an attempt ended, the oldest first
 * @param used what of its limits is used now
 * @param price in words; null if it is not known
 * @param prices the same, one by one
 */
public record DeploymentView(
        String model,
        String deployment,
        String provider,
        Health health,
        String breaker,
        int failures,
        @Nullable Instant notBefore,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        List<LastError> lastErrors,
        List<BreakerChange> breakerChanges,
        AttemptCounts hour,
        List<AttemptCounts.Minute> minutes,
        LimitUse used,
        @Nullable String price,
        List<Price.Line> prices) {
    private static final AttemptCounts NOTHING = new AttemptCounts(0, 0, 0, null, null, null);
    private static final Duration LATELY = Duration.ofMinutes(1);

    public DeploymentView {
        lastErrors = List.copyOf(lastErrors);
        breakerChanges = List.copyOf(breakerChanges);
        minutes = List.copyOf(minutes);
        prices = List.copyOf(prices);
    }

    /** A deployment's state in one word; in JSON in small letters. */
    public enum Health {
        /** Nothing was attempted within the hour. */
        IDLE,
        HEALTHY,
        /** It failed within the last minute, or within the breaker's window. */
        FAILING,
        /** It asked to be left alone for a while. */
        RESTING,
        /** Its breaker lets one call through, to see. */
        PROBING,
        /** Its breaker is open. */
        DOWN;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param code the error's wire name
     * @param status the provider's HTTP status; null if it gave none
     */
    public record LastError(String code, @Nullable Integer status, Instant at) {}

    /** @param state what the breaker became */
    public record BreakerChange(String state, Instant at) {}

    /** @param health null if no call has gone there */
    static DeploymentView of(
            String model,
            Deployment deployment,
            @Nullable DeploymentHealth health,
            @Nullable Price price,
            Instant now) {
        LimitUse used = LimitUse.of(deployment);
        String words = price == null ? null : price.text();
        List<Price.Line> lines = price == null ? List.of() : price.lines();
        Target target = deployment.target();
        if (health == null) {
            return new DeploymentView(
                    model,
                    target.name(),
                    target.provider(),
                    Health.IDLE,
                    wire(Breaker.State.CLOSED),
                    0,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    NOTHING,
                    List.of(),
                    used,
                    words,
                    lines);
        }
        AttemptCounts hour = health.lastHour().whole();
        DeploymentHealth.Trouble failure = health.lastFailure();
        Duration rest = health.resting();
        return new DeploymentView(
                model,
                target.name(),
                target.provider(),
                health(health, failure, hour, now),
                wire(health.state()),
                health.failures(),
                rest.isZero() ? null : now.plus(rest),
                failure == null ? null : failure.code().wire(),
                failure == null ? null : failure.at(),
                health.troubles().stream()
                        .map(one -> new LastError(one.code().wire(), one.status(), one.at()))
                        .toList(),
                health.changes().stream()
                        .map(one -> new BreakerChange(wire(one.state()), one.at()))
                        .toList(),
                hour,
                health.lastHour().minutes(),
                used,
                words,
                lines);
    }

    private static Health health(
            DeploymentHealth health, DeploymentHealth.@Nullable Trouble failure, AttemptCounts hour, Instant now) {
        return switch (health.state()) {
            case OPEN -> Health.DOWN;
            case HALF_OPEN -> Health.PROBING;
            case CLOSED -> closed(health, failure, hour, now);
        };
    }

    private static Health closed(
            DeploymentHealth health, DeploymentHealth.@Nullable Trouble failure, AttemptCounts hour, Instant now) {
        if (!health.resting().isZero()) {
            return Health.RESTING;
        }
        if (health.failures() > 0
                || (failure != null && failure.at().plus(LATELY).isAfter(now))) {
            return Health.FAILING;
        }
        return hour.attempts() == 0 ? Health.IDLE : Health.HEALTHY;
    }

    private static String wire(Breaker.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
