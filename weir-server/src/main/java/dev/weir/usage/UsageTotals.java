package dev.weir.usage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers questions about usage from the totals: a moment behind the journal. Thread-safe. */
public final class UsageTotals {
    private static final Comparator<UsageRow> BY_COST = Comparator.comparing(
                    (UsageRow row) -> row.sums().net().plus(row.sums().amount(Amount.CACHE_CHARGE)))
            .thenComparingLong(row -> row.sums().count(Measure.REQUESTS));

    private final ReportDao reports;
    private final Runnable catchUp;

    /**
     * @param catchUp waits until everything that is in the journal now can be read; briefly, and gives up quietly
     */
    UsageTotals(ReportDao reports, Runnable catchUp) {
        this.reports = reports;
        this.catchUp = catchUp;
    }

    /**
     * A part of the rows.
     *
     * @param next where the next part begins; null at the end
     */
    public record Page(List<UsageRow> rows, @Nullable String next) {}

    /** Every row, in the order of the groups. For questions with few of them. */
    public List<UsageRow> rows(UsageQuery query) {
        List<UsageRow> rows = new ArrayList<>();
        each(query, rows::add);
        return rows;
    }

    /**
     * Hands over every row, in the order of the groups. However many there are, one group's are in memory at a time.
     *
     * @param reader must be quick and must not ask the database: it runs on one of its threads
     */
    public void each(UsageQuery query, Consumer<UsageRow> reader) {
        catchUp.run();
        read(query, null, row -> {
            reader.accept(row);
            return true;
        });
    }

    /**
     * A page of the rows, in the order of the groups. The rows of one group in several currencies stay together.
     *
     * @param cursor where it begins; null at the beginning
     */
    public Page page(UsageQuery query, @Nullable String cursor, int limit) {
        List<String> after = cursor == null ? null : Place.read(query, cursor);
        if (after == null) {
            catchUp.run();
        }
        List<UsageRow> rows = new ArrayList<>();
        boolean[] more = new boolean[1];
        read(query, after, row -> {
            more[0] = rows.size() >= limit && !row.group().equals(rows.getLast().group());
            if (!more[0]) {
                rows.add(row);
            }
            return !more[0];
        });
        return new Page(rows, more[0] ? Place.cursor(query, rows.getLast()) : null);
    }

    /** The rows that cost most, dearest first. */
    public List<UsageRow> dearest(UsageQuery query, int most) {
        catchUp.run();
        PriorityQueue<UsageRow> best = new PriorityQueue<>(BY_COST);
        read(query, null, row -> {
            best.add(row);
            if (best.size() > most) {
                best.remove();
            }
            return true;
        });
        return best.stream().sorted(BY_COST.reversed()).toList();
    }

    private void read(UsageQuery query, @Nullable List<String> after, Predicate<UsageRow> reader) {
        Gathering gathering = new Gathering(reader);
        reports.read(query, after, gathering::take);
        gathering.end();
    }

    /**
     * Puts what had no price beside what had one, so that a model whose failed calls cost nothing has one row. Only where
     * a group has several currencies does it have several rows.
     */
    private static final class Gathering {
        private final Predicate<UsageRow> reader;
        private @Nullable UsageRow free;
        private boolean wanted = true;

        Gathering(Predicate<UsageRow> reader) {
            this.reader = reader;
        }

        /** Rows come by group, those without a currency first. */
        boolean take(UsageRow row) {
            UsageRow before = free;
            free = null;
            if (before != null && before.group().equals(row.group())) {
                row.sums().add(before.sums());
            } else if (before != null) {
                give(before);
            }
            if (row.currency() == null) {
                free = row;
            } else {
                give(row);
            }
            return wanted;
        }

        private void give(UsageRow row) {
            if (wanted && !row.sums().isZero()) {
                wanted = reader.test(row);
            }
        }

        void end() {
            if (free != null) {
                give(free);
                free = null;
            }
        }
    }
}
