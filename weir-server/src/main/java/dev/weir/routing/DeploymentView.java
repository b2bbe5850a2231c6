package dev.weir.routing;

import dev.weir.spi.ErrorCode;
import dev.weir.spi.Target;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A deployment's health as the API shows it. The words of its last error are in the traces of those who may see them.
 *
 * @param breaker {@code closed}, {@code open} or {@code half_open}
 * @param failures within the breaker's window
 * @param notBefore until when it is left alone; null if it may be asked now
 */
record DeploymentView(
        String model,
        String deployment,
        String provider,
        String breaker,
        int failures,
        @Nullable Instant notBefore,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt) {

    static DeploymentView of(String model, Target target, DeploymentHealth health, Instant now) {
        ErrorCode error = health.lastError();
        return new DeploymentView(
                model,
                target.name(),
                target.provider(),
                health.state().name().toLowerCase(Locale.ROOT),
                health.failures(),
                health.resting().isZero() ? null : now.plus(health.resting()),
                error == null ? null : error.wire(),
                health.lastErrorAt());
    }
}
