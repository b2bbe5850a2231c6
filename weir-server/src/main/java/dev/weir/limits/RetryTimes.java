package dev.weir.limits;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Priority;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Says in words why a call was shed, and when to come back: spread out, so that those who were shed do not come at once. */
final class RetryTimes {
    private volatile QueueTimes times;
    private final RandomGenerator random;

    RetryTimes(QueueTimes times, RandomGenerator random) {
        this.times = times;
        this.random = random;
    }

    void change(QueueTimes changed) {
        times = changed;
    }

    Refused refused(Shed reason, Priority priority, Caller caller, Principal who, long waitedNanos) {
        return switch (reason) {
            case PROCESS ->
                later(
                        ErrorCode.OVERLOADED,
                        "Weir works on as many calls as it may, and this one (" + priority.wire() + ") has waited for "
                                + millis(waitedNanos) + " ms.",
                        "Try again later; server.max_concurrent is the bound.");
            case PROJECT ->
                later(
                        ErrorCode.RATE_LIMITED,
                        "The project has " + caller.projectBound() + " calls in progress, which is its bound.",
                        "Try again later, or have its limits.concurrency raised.");
            case KEY ->
                later(
                        ErrorCode.RATE_LIMITED,
                        "The key '" + who.name() + "' has " + caller.keyBound()
                                + " calls in progress, which is its bound.",
                        "Try again later, or have its limits.concurrency raised.");
            case DEADLINE ->
                later(
                        ErrorCode.OVERLOADED,
                        "Weir works on as many calls as it may, and this one cannot begin before its deadline.",
                        "Try again later, or leave it more time.");
            case MEMORY ->
                later(
                        ErrorCode.OVERLOADED,
                        "Too much waits already for one more call of the class " + priority.wire() + ".",
                        "Try again later.");
            case LEFT -> Refused.of(ErrorCode.CANCELLED, "The caller left before its turn came.");
        };
    }

    private Refused later(ErrorCode code, String message, @Nullable String hint) {
        return new Refused(code, message, null, hint, pause(), null);
    }

    /** One to two intervals, in whole seconds. */
    private Duration pause() {
        double seconds = times.interval().toMillis() / 1000.0 * (1 + random.nextDouble());
        return Duration.ofSeconds(Math.max(1, Math.round(seconds)));
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
