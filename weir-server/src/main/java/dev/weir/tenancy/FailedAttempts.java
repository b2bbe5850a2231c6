package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import java.time.Duration;

/**
 * Slows down whoever tries one wrong key after another. A bucket of failures for the whole server, because a request
 * does not tell an address that could be believed; a right key always passes, so nobody can lock others out. It is there
 * to keep floods out of log and journal: 256 random bits need no such protection. Thread-safe.
 */
final class FailedAttempts {
    private static final long EVERY = Duration.ofMillis(50).toNanos();
    private static final int BURST = 100;
    private final Clock clock;
    private long full;

    FailedAttempts(Clock clock) {
        this.clock = clock;
        this.full = clock.nanoTime();
    }

    /** Counts one failure; what to answer it with: its own refusal, or that there were too many. */
    Refusal instead(Refusal refusal) {
        return tooMany()
                ? new Refusal(new Refused(
                        ErrorCode.RATE_LIMITED,
                        "Too many requests with a wrong key. Check the key before you try again.",
                        null,
                        "A right key is not held up.",
                        Duration.ofSeconds(1),
                        null))
                : refusal;
    }

    /** A bucket that leaks steadily, kept as the time when it will be empty. */
    private synchronized boolean tooMany() {
        long now = clock.nanoTime();
        if (full - now < 0) {
            full = now;
        }
        if (full - now > EVERY * BURST) {
            return true;
        }
        full += EVERY;
        return false;
    }
}
