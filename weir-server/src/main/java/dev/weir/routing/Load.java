package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.kernel.SlidingMinute;
import dev.weir.pipeline.FinishingEvents;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment is doing now, and what it has left of its limits. Whoever makes an attempt takes a {@link Hold}
 * first and lets the attempt run inside it; limits are taken in that one step, so that they hold for any number of
 * threads. Thread-safe.
 */
public final class Load {
    /** How slow a failure counts: it must not make a deployment look quick. */
    private static final long FAILURE_NANOS = 5_000_000_000L;
    /** Nobody knows when a call ends. */
    private static final Duration UNTIL_A_CALL_ENDS = Duration.ofSeconds(1);

    private static final long NANOS = 1_000_000_000L;

    private final Limits limits;
    private final Clock clock;
    private final @Nullable SlidingMinute requests;
    private final @Nullable SlidingMinute tokens;
    private final PeakEwma latency = new PeakEwma();
    private int inFlight;

    public Load(Limits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        this.requests = limits.rpm() == null ? null : new SlidingMinute();
        this.tokens = limits.tpm() == null ? null : new SlidingMinute();
    }

    /**
     * What is used at a moment.
     *
     * @param requests within the last minute; null without a limit
     * @param tokens likewise
     * @param latency as {@link dev.weir.spi.Candidate#latency}
     * @param lastLatency the same when it was last measured, before it began to fade
     */
    public record Used(
            int inFlight,
            @Nullable Long requests,
            @Nullable Long tokens,
            @Nullable Duration latency,
            @Nullable Duration lastLatency) {}

    /** A limit that is reached: which one, and when there may be room again. */
    record Reached(String limit, Duration delay) {}

    public synchronized Used used() {
        long second = second();
        return new Used(
                inFlight,
                requests == null ? null : requests.used(second),
                tokens == null ? null : tokens.used(second),
                latency.isMeasured() ? Duration.ofNanos(latency.nanos(clock.nanoTime())) : null,
                latency.isMeasured() ? Duration.ofNanos(latency.lastNanos()) : null);
    }

    /** Why an attempt of so many tokens cannot begin now; empty if it can. */
    synchronized Optional<Reached> reached(long wanted) {
        long second = second();
        if (limits.concurrency() != null && inFlight >= limits.concurrency()) {
            return Optional.of(new Reached("concurrency " + limits.concurrency(), UNTIL_A_CALL_ENDS));
        }
        return reached("rpm", limits.rpm(), requests, 1, second)
                .or(() -> reached("tpm", limits.tpm(), tokens, wanted, second));
    }

    private static Optional<Reached> reached(
            String name, @Nullable Long limit, @Nullable SlidingMinute minute, long wanted, long second) {
        long wait = minute == null || limit == null ? 0 : minute.secondsUntilRoomFor(wanted, limit, second);
        return wait == 0 ? Optional.empty() : Optional.of(new Reached(name + " " + limit, Duration.ofSeconds(wait)));
    }

    /**
     * Takes what an attempt needs, or nothing if a limit is reached.
     *
     * @param wanted the tokens it is expected to use; the limit is charged what it turns out to use
     */
    public synchronized Optional<Hold> begin(long wanted) {
        if (reached(wanted).isPresent()) {
            return Optional.empty();
        }
        long second = second();
        inFlight++;
        if (requests != null) {
            requests.add(1, second);
        }
        if (tokens != null) {
            tokens.add(wanted, second);
        }
        return Optional.of(new Hold(wanted, second, clock.nanoTime()));
    }

    private synchronized void end(Hold hold, @Nullable Long used) {
        inFlight--;
        if (tokens != null && used != null) {
            tokens.correct(used - hold.wanted, hold.second);
        }
    }

    private synchronized void answered(long nanos) {
        latency.observe(nanos, clock.nanoTime());
    }

    private long second() {
        return Math.floorDiv(clock.nanoTime(), NANOS);
    }

    /** What one attempt has taken. Runs one attempt, whose end gives back what it did not use. */
    public final class Hold {
        private final long wanted;
        private final long second;
        private final long startNanos;

        private Hold(long wanted, long second, long startNanos) {
            this.wanted = wanted;
            this.second = second;
            this.startNanos = startNanos;
        }

        /**
         * Runs the attempt; a stream's attempt is over when the stream is.
         *
         * @param hour is told what came of it
         */
        Answer around(LastHour hour, Supplier<Answer> attempt) {
            Answer answer;
            try {
                answer = attempt.get();
            } catch (RuntimeException | Error bug) {
                end(this, null);
                throw bug;
            }
            return switch (answer) {
                case Answer.Whole whole -> {
                    long nanos = elapsed();
                    answered(nanos);
                    hour.answered(nanos, -1);
                    end(this, total(whole.usage()));
                    yield whole;
                }
                case Refused refused -> {
                    refused(refused);
                    tell(hour, refused.code());
                    yield refused;
                }
                case Answer.Streamed streamed -> {
                    answered(elapsed());
                    yield new Answer.Streamed(new HeldEvents(streamed.events(), this, hour));
                }
            };
        }

        private long elapsed() {
            return clock.nanoTime() - startNanos;
        }

        /** Whoever refuses has used no tokens; a caller who left may have. */
        private void refused(Refused refused) {
            if (refused.retryable()) {
                answered(Math.max(FAILURE_NANOS, elapsed()));
            }
            end(this, refused.code() == ErrorCode.CANCELLED ? null : Long.valueOf(0));
        }
    }

    private static void tell(LastHour hour, ErrorCode code) {
        if (DeploymentHealth.isFailure(code)) {
            hour.failed();
        } else if (code == ErrorCode.PROVIDER_REJECTED) {
            hour.rejected();
        } else {
            hour.left();
        }
    }

    private static @Nullable Long total(@Nullable Usage usage) {
        return usage == null ? null : usage.totalTokens();
    }

    /** A stream whose end is the attempt's. */
    private final class HeldEvents extends FinishingEvents {
        private final Hold hold;
        private final LastHour hour;
        private long firstNanos = -1;
        private ErrorCode failure = ErrorCode.PROVIDER_UNAVAILABLE;
        private @Nullable Usage usage;

        HeldEvents(Events source, Hold hold, LastHour hour) {
            super(source);
            this.hold = hold;
            this.hour = hour;
        }

        @Override
        protected Event seen(Event event) {
            switch (event) {
                case Event.Chunk chunk -> {
                    usage = chunk.usage() == null ? usage : chunk.usage();
                    firstNanos = firstNanos < 0 && !Opening.isSilent(chunk) ? hold.elapsed() : firstNanos;
                }
                case Event.Failed failed -> failure = failed.refusal().code();
            }
            return event;
        }

        @Override
        protected void finished(Ending ending) {
            switch (ending) {
                case COMPLETE -> hour.answered(hold.elapsed(), firstNanos);
                case FAILED -> {
                    answered(FAILURE_NANOS);
                    tell(hour, failure);
                }
                case CLOSED -> hour.left();
            }
            end(hold, total(usage));
        }
    }
}
