package dev.weir.idempotency;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.KeyBegun;
import dev.weir.store.JournalRecord.KeyEnded;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is written of keys, and found again of those whose request is no longer in progress. Thread-safe. */
final class KeyLog {
    private static final Logger log = LoggerFactory.getLogger(KeyLog.class);

    private final Journal journal;
    private final JournalCodec codec;
    private final KeyDao dao;
    private final LongPredicate caughtUp;
    private final Supplier<Duration> retention;
    private final Clock clock;
    private final KnownKeys known;

    /**
     * @param caughtUp waits until what the journal has up to a position can be found; false if that takes too long
     */
    KeyLog(
            Journal journal,
            JournalCodec codec,
            KeyDao dao,
            LongPredicate caughtUp,
            Supplier<Duration> retention,
            Clock clock) {
        this.journal = journal;
        this.codec = codec;
        this.dao = dao;
        this.caughtUp = caughtUp;
        this.retention = retention;
        this.clock = clock;
        this.known = new KnownKeys(clock.instant());
    }

    KnownKeys known() {
        return known;
    }

    /** Reads which keys there are; until then each is looked up. */
    void load() {
        try {
            known.load(dao.hashesSince(clock.instant().minus(retention.get())));
        } catch (StorageException e) {
            log.warn("The idempotency keys that are kept could not be read; each is looked up in the database", e);
        } catch (IllegalStateException e) {
            log.debug("Weir was stopped before the idempotency keys that are kept were read", e);
        }
    }

    /**
     * Writes that a key has begun; it survives the end of this process when this returns.
     *
     * @return the position in the journal
     * @throws StorageException if it cannot be written; nothing may be sent then
     */
    long begun(KeyName name, Instant since, @Nullable ExchangeId exchange) {
        known.add(name.hash(), since, retention.get());
        return journal.append(new KeyBegun(name.project(), name.holder(), name.digest(), since, exchange));
    }

    void awaitSynced(long position) {
        journal.awaitSynced(position);
    }

    /**
     * Writes how a key ended.
     *
     * @throws StorageException if it cannot be written; of a key that had begun it is not known then what came of it
     */
    void ended(KeyEnded end) {
        known.add(KeyName.hash(end.name()), end.begunAt(), retention.get());
        journal.append(end);
    }

    /**
     * The last record of a key that has not expired; null if there is none.
     *
     * @throws Refusal if the database is too far behind the journal to say
     */
    @Nullable
    JournalRecord find(KeyName name) {
        if (!known.mayHave(name.hash())) {
            return null;
        }
        if (!caughtUp.test(journal.flush())) {
            throw new Refusal(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The database is behind: whether this idempotency key was used cannot be told now. Nothing was"
                            + " sent.");
        }
        KeyDao.Sealed sealed = dao.find(name.project(), name.holder(), name.digest());
        JournalRecord record = sealed == null
                ? null
                : codec.open(sealed.type(), sealed.payload()).record();
        return record == null || isExpired(record) ? null : record;
    }

    private boolean isExpired(JournalRecord record) {
        Instant since = record instanceof KeyEnded ended ? ended.begunAt() : record.at();
        return !clock.instant().isBefore(since.plus(retention.get()));
    }
}
