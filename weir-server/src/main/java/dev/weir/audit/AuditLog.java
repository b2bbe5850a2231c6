package dev.weir.audit;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.store.Journal;
import dev.weir.store.Projector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The audit log of a running server: a moment behind the journal, and caught up with it where that matters. Thread-safe. */
public final class AuditLog {
    private static final Duration CATCH_UP = Duration.ofSeconds(3);

    private final Journal journal;
    private final Projector projector;
    private final AuditDao dao;
    private final Notary notary;
    private final Checkpoints checkpoints;
    private final StoredLog stored;
    private final Clock clock;
    private final AtomicBoolean checking = new AtomicBoolean();

    AuditLog(Journal journal, Projector projector, AuditDao dao, Notary notary, Checkpoints checkpoints, Clock clock) {
        this.journal = journal;
        this.projector = projector;
        this.dao = dao;
        this.notary = notary;
        this.checkpoints = checkpoints;
        this.stored = new StoredLog(dao, checkpoints);
        this.clock = clock;
    }

    /** Waits until everything that is in the journal now is in the log. */
    private void catchUp() {
        if (projector.awaitProjected(journal.flush(), CATCH_UP)) {
            return;
        }
        RuntimeException why = projector.failure();
        throw new Refusal(
                ErrorCode.STORAGE_UNAVAILABLE,
                "The audit log is behind: " + (why == null ? "it is catching up." : why.getMessage()),
                null,
                "Try again in a moment.");
    }

    Checkpoints.Signed checkpoint() {
        return notary.covering(0);
    }

    Checkpoints.Signed checkpointNow() {
        catchUp();
        return notary.now();
    }

    /**
     * The entries that {@code who} may see, newest first.
     *
     * @param cursor the {@link LogPage#next} of the page before; null for the first page
     */
    public LogPage entries(Principal who, EntryFilter filter, @Nullable String cursor, int limit) {
        Cursor before = cursor == null ? null : Cursor.parse(cursor);
        if (before == null) {
            catchUp();
        }
        List<AuditDao.Numbered> found = dao.list(who.project(), organization(who), filter, before, limit + 1);
        List<AuditDao.Numbered> page = found.stream().limit(limit).toList();
        return new LogPage(
                page.stream().map(LogPage.Item::of).toList(),
                found.size() > limit ? Cursor.of(page.getLast()).text() : null);
    }

    /** What concerns no single project is for those who see all. */
    private static @Nullable OrganizationId organization(Principal who) {
        return who.allProjects() ? who.organization() : null;
    }

    /** Empty where {@code who} sees no such entry. */
    public Optional<Inclusion> proof(Principal who, long number) {
        AuditDao.Numbered entry = dao.find(who.project(), organization(who), number);
        return entry == null ? Optional.empty() : Optional.of(stored.inclusion(entry, notary.covering(number + 1)));
    }

    /**
     * @param to null for as far as the newest checkpoint goes
     */
    StoredLog.Consistency consistency(long from, @Nullable Long to) {
        long end = to == null ? checkpoint().size() : to;
        long signed = notary.covering(end).size();
        if (from > end || end > signed) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The log has " + signed + " entries; it did not grow from " + from + " to " + end + ".",
                    from > end ? "from" : "to",
                    "from is at most to, and to at most " + signed + ".");
        }
        return stored.consistency(from, end);
    }

    /** Empty where the project has no such exchange. */
    Optional<Receipt> receipt(ProjectId project, String exchange) {
        catchUp();
        List<AuditDao.Numbered> entries = dao.ofExchange(project, exchange);
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(Receipt.of(
                        exchange,
                        entries,
                        clock.instant(),
                        notary,
                        checkpoints.keys().getLast().toString()));
    }

    /** For whoever adds up what is in the log. */
    public LogReader reader() {
        return new LogReader(dao, notary::origin, notary::covering, this::catchUp);
    }

    /** Reads all of the log and compares it with its tree and every kept checkpoint; takes a while for a large one. */
    public Report check() {
        if (!checking.compareAndSet(false, true)) {
            throw new Refusal(
                    ErrorCode.CONFLICT, "The log is being verified already.", null, "Wait until that is over.");
        }
        try {
            return stored.check(List.of());
        } finally {
            checking.set(false);
        }
    }
}
