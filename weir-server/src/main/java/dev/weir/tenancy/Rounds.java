package dev.weir.tenancy;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the same again and again in a thread of its own, off every request's path. Not once more when it is closed. */
final class Rounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final Duration every;
    private final Runnable round;
    private final Thread thread;

    /**
     * @param every how long it rests before each round
     * @param round ends the rounds if it throws
     */
    Rounds(String name, Duration every, Runnable round) {
        this.every = every;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(every);
                round.run();
            }
        } catch (InterruptedException closing) {
            log.debug("No more rounds of {}", Thread.currentThread().getName());
        }
    }

    /** Returns when no round runs any more. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
