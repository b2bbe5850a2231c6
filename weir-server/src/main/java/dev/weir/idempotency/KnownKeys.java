package dev.weir.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which keys may have been used within the retention, so that a new one needs no look into the database. May say yes of
 * a key that is new or forgotten, and never says no of one that is kept. Until the keys of earlier lives of this process
 * are here it says yes of all. Thread-safe.
 */
final class KnownKeys {
    private LongSet recent = new LongSet();
    private LongSet before = new LongSet();
    private Instant recentSince;
    private boolean loaded;

    KnownKeys(Instant now) {
        recentSince = now;
    }

    synchronized void load(List<Long> hashes) {
        hashes.forEach(recent::add);
        loaded = true;
    }

    synchronized void add(long hash, Instant now, Duration retention) {
        if (!now.isBefore(recentSince.plus(retention))) {
            before = recent;
            recent = new LongSet();
            recentSince = now;
        }
        recent.add(hash);
    }

    synchronized boolean mayHave(long hash) {
        return !loaded || recent.has(hash) || before.has(hash);
    }

    synchronized int size() {
        return recent.size() + before.size();
    }
}
