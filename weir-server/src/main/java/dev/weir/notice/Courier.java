package dev.weir.notice;

import dev.weir.kernel.Clock;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings notices to the webhook, on a thread of its own. One that is not taken is tried again, at intervals that double
 * up to an hour, for three days. What a stop leaves waits in the table for the next start.
 */
final class Courier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    static final Duration PATIENCE = Duration.ofDays(3);
    private static final Duration REST = Duration.ofMinutes(1);
    private static final Duration LAST_TRY = Duration.ofSeconds(2);
    private static final int AT_ONCE = 100;

    private final NoticeDao dao;
    private final Webhook webhook;
    private final Clock clock;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private boolean failing;
    private volatile boolean closing;

    Courier(NoticeDao dao, Webhook webhook, Clock clock) {
        this.dao = dao;
        this.webhook = webhook;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("weir-notices").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** There is something to send. */
    void wake() {
        wakes.release();
    }

    private void run() {
        try {
            while (!closing) {
                Duration pause = round();
                if (wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what is due; how long to wait for what is due next. */
    Duration round() throws InterruptedException {
        try {
            for (Notices.Kept kept : dao.due(clock.instant(), AT_ONCE)) {
                if (closing) {
                    return Duration.ZERO;
                }
                send(kept);
            }
            Instant next = dao.nextDue();
            Duration until = next == null ? REST : Duration.between(clock.instant(), next);
            return until.isNegative() ? Duration.ZERO : until.compareTo(REST) < 0 ? until.plusMillis(1) : REST;
        } catch (StorageException e) {
            log.warn("Notices cannot be sent at present: {}", e.getMessage());
        } catch (RuntimeException bug) {
            log.error("Notices cannot be sent at present", bug);
        }
        return REST;
    }

    private void send(Notices.Kept kept) throws InterruptedException {
        int tries = kept.tries() + 1;
        try {
            webhook.send(kept.notice());
            dao.delivered(kept.notice().id(), tries, clock.instant());
            if (failing) {
                log.info("The webhook {} takes notices again", webhook.shown());
                failing = false;
            }
        } catch (IOException e) {
            failed(kept.notice(), tries, String.valueOf(e.getMessage()));
        }
    }

    private void failed(Notice notice, int tries, String why) {
        Instant now = clock.instant();
        Instant next = next(notice.at(), tries, now);
        dao.failed(notice.id(), tries, why, next);
        if (next == null) {
            log.error("The webhook {} has not taken {} in three days, it is given up", webhook.shown(), notice.id());
        } else if (!failing) {
            log.warn("The webhook {} does not take notices, they are tried again: {}", webhook.shown(), why);
            failing = true;
        }
    }

    private static @Nullable Instant next(Instant told, int tries, Instant now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 20));
        Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return next.isAfter(told.plus(PATIENCE)) ? null : next;
    }

    @Override
    public void close() {
        closing = true;
        wakes.release();
        try {
            if (!thread.join(LAST_TRY)) {
                thread.interrupt();
                thread.join(LAST_TRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
