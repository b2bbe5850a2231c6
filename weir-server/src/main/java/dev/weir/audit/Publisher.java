package dev.weir.audit;

import dev.weir.audit.Checkpoints.Signed;
import dev.weir.kernel.Clock;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs a checkpoint at an interval, where the log has grown, and brings the newest to each place, on a thread of its
 * own. A place that does not take it is tried again, at intervals that double up to five minutes; what it missed
 * meanwhile is in the next checkpoint, as each speaks of all entries before it.
 */
final class Publisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration LAST_TRIES = Duration.ofSeconds(5);

    private final Notary notary;
    private final AuditDao dao;
    private final List<Place> places;
    private final Duration every;
    private final Clock clock;
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;

    Publisher(Notary notary, AuditDao dao, List<Place> places, Duration every, Clock clock) {
        this.notary = notary;
        this.dao = dao;
        this.places = List.copyOf(places);
        this.every = every;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("weir-audit").daemon().start(this::run);
    }

    /**
     * What a place has.
     *
     * @param size of the checkpoint that it got last; -1 if it has none
     * @param failure why it does not take the newest; null if it does
     */
    record Published(
            String kind, String place, long size, @Nullable Failure failure) {}

    /** Since when a place has not taken any. */
    record Failure(Instant since, Instant next, int tries, String why) {}

    List<Published> published() {
        Map<String, Long> sizes = dao.published();
        return places.stream()
                .map(place -> new Published(
                        place.kind(), place.shown(), sizes.getOrDefault(place.id(), -1L), failures.get(place.id())))
                .toList();
    }

    /** Signs and publishes soon. */
    void wake() {
        failures.replaceAll(
                (place, failure) -> new Failure(failure.since, clock.instant(), failure.tries, failure.why));
        wakes.release();
    }

    private void run() {
        try {
            while (!closing) {
                round();
                if (wakes.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            }
            round();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the next checkpoint, or the next try at a place. */
    private Duration pause() {
        Instant now = clock.instant();
        return failures.values().stream()
                .map(failure -> Duration.between(now, failure.next))
                .map(pause -> pause.isNegative() ? Duration.ZERO : pause)
                .filter(pause -> pause.compareTo(every) < 0)
                .min(Duration::compareTo)
                .orElse(every)
                .plusMillis(1);
    }

    private void round() throws InterruptedException {
        try {
            Signed newest = notary.now();
            Map<String, Long> sizes = dao.published();
            for (Place place : places) {
                if (sizes.getOrDefault(place.id(), -1L) < newest.size()) {
                    publish(place, newest);
                }
            }
        } catch (StorageException e) {
            log.warn("No checkpoint of the audit log could be made: {}", e.getMessage());
        } catch (RuntimeException bug) {
            log.error("No checkpoint of the audit log could be made", bug);
        }
    }

    private void publish(Place place, Signed newest) throws InterruptedException {
        Failure before = failures.get(place.id());
        if (before != null && !closing && before.next.isAfter(clock.instant())) {
            return;
        }
        try {
            place.publish(newest);
            dao.published(place.id(), newest.size(), clock.instant());
            if (failures.remove(place.id()) != null) {
                log.info("The {} {} takes checkpoints again", place.kind(), place.shown());
            }
        } catch (IOException e) {
            failed(place, before, String.valueOf(e.getMessage()));
        }
    }

    private void failed(Place place, @Nullable Failure before, String why) {
        Instant now = clock.instant();
        int tries = before == null ? 1 : before.tries + 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 10));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        failures.put(place.id(), new Failure(before == null ? now : before.since, now.plus(bounded), tries, why));
        if (before == null) {
            log.warn(
                    "The {} {} does not take checkpoints of the audit log, it is tried again: {}",
                    place.kind(),
                    place.shown(),
                    why);
        }
    }

    /** Signs what is there and tries each place once more, as long as that does not take long. */
    @Override
    public void close() {
        closing = true;
        wakes.release();
        try {
            if (!thread.join(LAST_TRIES)) {
                thread.interrupt();
                thread.join(LAST_TRIES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
