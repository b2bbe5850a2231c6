package dev.weir.usage;

import dev.weir.kernel.Clock;
import dev.weir.spi.ProjectId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the totals with the ledger, an hour at a time, so that no read takes long; one comparison runs at a time.
 * Thread-safe.
 */
final class UsageCheck {
    private static final Logger log = LoggerFactory.getLogger(UsageCheck.class);
    private static final long WINDOW = 4;
    private static final int SHOWN = 50;

    private final CheckDao dao;
    private final Supplier<List<ProjectId>> projects;
    private final Runnable catchUp;
    private final Clock clock;
    private final ReentrantLock running = new ReentrantLock();
    private volatile @Nullable CheckResult latest;

    /**
     * @param projects all there are
     * @param catchUp waits until everything that is in the journal now is projected
     */
    UsageCheck(CheckDao dao, Supplier<List<ProjectId>> projects, Runnable catchUp, Clock clock) {
        this.dao = dao;
        this.projects = projects;
        this.catchUp = catchUp;
        this.clock = clock;
        this.latest = dao.latest();
    }

    /** The newest one of all projects; null before the first. */
    @Nullable
    CheckResult latest() {
        return latest;
    }

    /** Whether the newest one found something. */
    boolean differs() {
        CheckResult now = latest;
        return now != null && now.differences() > 0;
    }

    /** Compares all projects, and keeps and tells what came of it. */
    CheckResult all(Instant from, Instant to) {
        CheckResult result = of(projects.get(), from, to);
        dao.keep(result);
        latest = result;
        if (result.differences() > 0) {
            log.error(
                    "{} totals of usage are not what the ledger adds up to, the first: {}. GET /api/usage/check has more",
                    result.differences(),
                    result.found().getFirst());
        } else {
            log.info("The totals of usage are what the ledger adds up to, over {} entries", result.entries());
        }
        return result;
    }

    /**
     * Compares some projects.
     *
     * @param from rounded down to the beginning of a day in UTC
     * @param to rounded up, likewise
     */
    CheckResult of(List<ProjectId> some, Instant from, Instant to) {
        running.lock();
        try {
            catchUp.run();
            return new Run(from, to).over(some);
        } finally {
            running.unlock();
        }
    }

    /** One comparison. */
    private final class Run {
        private final Instant startedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        private final long from;
        private final long to;
        private final List<Difference> found = new ArrayList<>();
        private long entries;
        private long totals;
        private long differences;

        Run(Instant from, Instant to) {
            this.from = Math.floorDiv(Tally.quarter(from), Cell.DAY) * Cell.DAY;
            this.to = -Math.floorDiv(-Tally.quarter(to) - 1, Cell.DAY) * Cell.DAY;
        }

        CheckResult over(List<ProjectId> some) {
            some.forEach(this::add);
            return new CheckResult(
                    startedAt,
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    Instant.ofEpochSecond(from * Cell.QUARTER_SECONDS),
                    Instant.ofEpochSecond(to * Cell.QUARTER_SECONDS),
                    entries,
                    totals,
                    differences,
                    found);
        }

        private void add(ProjectId project) {
            Long at = dao.next(project, from);
            while (at != null && at < to) {
                long begin = Math.floorDiv(at, WINDOW) * WINDOW;
                CheckDao.Window window = dao.compare(project, begin, begin + WINDOW, this::differs);
                entries += window.entries();
                totals += window.totals();
                Long next = dao.next(project, begin + WINDOW);
                if (next == null || Math.floorDiv(next, Cell.DAY) > Math.floorDiv(begin, Cell.DAY)) {
                    long day = Math.floorDiv(begin, Cell.DAY) * Cell.DAY;
                    dao.compareDays(project, day, day + Cell.DAY, this::differs);
                }
                at = next;
            }
        }

        private void differs(Difference difference) {
            differences++;
            if (found.size() < SHOWN) {
                found.add(difference);
            }
        }
    }
}
