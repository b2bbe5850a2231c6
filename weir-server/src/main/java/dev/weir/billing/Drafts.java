package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.spi.OrganizationId;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Sums that grow with the log: what was read of it once is not read again for the next look at the same month. Holds the
 * months that were looked at last. Thread-safe.
 */
final class Drafts {
    private static final int MOST = 8;

    private final LogReader log;
    private final Map<Key, Growing> growing = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Growing> eldest) {
            return size() > MOST;
        }
    };

    Drafts(LogReader log) {
        this.log = log;
    }

    private record Key(OrganizationId organization, YearMonth month, long from) {}

    /** How far a month was read. */
    private static final class Growing {
        private final ReentrantLock lock = new ReentrantLock();
        private Tallies tallies = new Tallies();
        private long position = -1;
    }

    /**
     * Adds up the entries from one to another.
     *
     * @param scopes the organization's projects
     * @param use may look at the sums while it runs
     */
    <T> T sum(
            OrganizationId organization,
            YearMonth month,
            InvoiceDao.Range range,
            Set<String> scopes,
            Function<Tallies, T> use) {
        Growing sums = of(new Key(organization, month, range.from()));
        sums.lock.lock();
        try {
            if (sums.position < 0 || sums.position > range.to()) {
                sums.tallies = new Tallies();
                sums.position = range.from();
            }
            grow(sums, range.to(), scopes);
            return use.apply(sums.tallies);
        } finally {
            sums.lock.unlock();
        }
    }

    private void grow(Growing sums, long to, Set<String> scopes) {
        long from = sums.position;
        // Should reading fail half-way, it begins anew.
        sums.position = -1;
        log.read(from, to, EntryReader.KINDS, leaf -> {
            if (scopes.contains(leaf.scope())) {
                sums.tallies.add(EntryReader.read(leaf));
            }
            return true;
        });
        sums.position = to;
    }

    private Growing of(Key key) {
        synchronized (growing) {
            return growing.computeIfAbsent(key, made -> new Growing());
        }
    }
}
