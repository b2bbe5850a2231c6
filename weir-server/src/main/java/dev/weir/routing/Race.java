package dev.weir.routing;

import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Attempt;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A hedged request: one deployment is asked, and another one, too, when the first has not begun its answer in time. The
 * first content wins; the other attempt is cancelled and billed for what it used. After J. Dean and L. A. Barroso, "The
 * Tail at Scale", 2013. The call's thread decides; each attempt runs on a thread of its own.
 */
final class Race {
    /** How long a loser may take to end before the exchange is closed without it. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Rounds rounds;
    private final Hedges hedges;
    private final Call call;
    private final LinkedBlockingQueue<Runner> landed = new LinkedBlockingQueue<>();
    private final List<Runner> runners = new ArrayList<>(2);

    Race(Rounds rounds, Hedges hedges, Call call) {
        this.rounds = rounds;
        this.hedges = hedges;
        this.call = call;
    }

    /** The first answer that has begun, or the last failure. */
    Answer answer(Candidate first, Duration delay) {
        try {
            start(first);
            Runner next = landed.poll(delay.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                startAnother(first);
                next = landed.take();
            }
            return answer(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            runners.forEach(Runner::lose);
            return Refused.of(ErrorCode.CANCELLED, "The caller left before the answer was complete.");
        }
    }

    private void startAnother(Candidate first) {
        Candidate other = rounds.beside(first);
        if (other != null) {
            call.recording()
                    .span(
                            "hedge",
                            runners.getFirst().startNanos,
                            Map.of(
                                    "slow", first.target().name(),
                                    "asked", other.target().name()));
            start(other);
        }
    }

    private void start(Candidate candidate) {
        Runner runner = new Runner(candidate);
        runners.add(runner);
        runner.thread = Thread.ofVirtual().name("weir-attempt").start(runner);
    }

    private Answer answer(Runner first) throws InterruptedException {
        Runner runner = first;
        for (int running = runners.size(); ; running--) {
            Answer answer = rounds.heard(runner.candidate, runner.answer());
            runner.candidate.left();
            boolean recoverable = answer instanceof Refused refused && Remedy.of(refused) != Remedy.NONE;
            if (!recoverable || running == 1) {
                end(runner);
                return answer;
            }
            runner = landed.take();
        }
    }

    /** The others have lost. */
    private void end(Runner winner) {
        runners.stream().filter(runner -> runner != winner).forEach(Runner::lose);
        rounds.won(winner.candidate);
    }

    /** Waits until the losers are settled, so that the exchange has all attempts. */
    void settle() {
        try {
            for (Runner runner : runners) {
                if (runner.thread != null && runner.lost) {
                    runner.thread.join(LAST_WORDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One attempt. */
    private final class Runner implements Runnable {
        private final Candidate candidate;
        private final Cancellation cancellation = call.cancellation().child();
        private final long startNanos = call.recording().elapsedNanos();
        private @Nullable Thread thread;
        private @Nullable Answer answer;
        private @Nullable Throwable bug;
        private volatile boolean lost;

        Runner(Candidate candidate) {
            this.candidate = candidate;
        }

        @Override
        public void run() {
            try {
                Call own = call.withCancellation(cancellation);
                land(hedges.timed(candidate, () -> rounds.attempt(candidate, own)));
            } catch (RuntimeException | Error e) {
                bug = e;
            } finally {
                landed.add(this);
            }
        }

        private void land(Answer made) {
            boolean late;
            synchronized (this) {
                answer = made;
                late = lost;
            }
            if (late) {
                giveBack(made);
            }
        }

        /** Its answer, once it has landed. */
        Answer answer() {
            if (bug != null || answer == null) {
                throw new IllegalStateException("an attempt failed", bug);
            }
            return answer;
        }

        /** One that has failed by itself keeps its failure. */
        void lose() {
            @Nullable Answer made;
            synchronized (this) {
                made = answer;
                lost = !(made instanceof Refused);
            }
            if (lost) {
                candidate.lost(hedges.times(candidate), call.recording().elapsedNanos() - startNanos);
                giveBack(made);
            }
        }

        /** Cancelled first, so that whoever settles it knows why. */
        private void giveBack(@Nullable Answer made) {
            cancellation.cancel(Attempt.HEDGE_LOST);
            if (made instanceof Answer.Streamed streamed) {
                streamed.events().close();
            }
        }
    }
}
