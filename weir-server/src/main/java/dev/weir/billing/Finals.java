package dev.weir.billing;

import dev.weir.billing.InvoiceDao.Range;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The final invoices of an organization, and what each has taken of each log. They say where the stretches of other
 * months begin and end, so that those of a log share no entry and leave none out.
 *
 * <p>A month begins in a log where the invoice of the month before ended in it. An invoice that has nothing of the log (the
 * node was not there, or was not heard of) has left its month's entries to the one after it.
 */
final class Finals {
    private final NavigableMap<YearMonth, Map<String, Range>> months;

    /**
     * @param months by log what each month's invoice is made of; no log at all is an invoice, too
     */
    Finals(Map<YearMonth, Map<String, Range>> months) {
        this.months = new TreeMap<>(months);
    }

    /**
     * Where a month begins or ends in a log.
     *
     * @param entry the entry where an invoice says so; null where the log does
     * @param month with whose beginning it is in the log, where the log says so
     */
    record Edge(@Nullable Long entry, YearMonth month) {}

    /** Where a month begins in a log. */
    Edge begin(String log, YearMonth month) {
        YearMonth at = month;
        Map<String, Range> before = months.get(at.minusMonths(1));
        while (before != null) {
            at = at.minusMonths(1);
            Range taken = before.get(log);
            if (taken != null) {
                return new Edge(taken.to(), month);
            }
            before = months.get(at.minusMonths(1));
        }
        return new Edge(null, at);
    }

    /** Where it ends. What an invoice without the log left out is the month's after that, not this one's. */
    Edge end(String log, YearMonth month) {
        YearMonth at = month.plusMonths(1);
        Map<String, Range> after = months.get(at);
        while (after != null) {
            Range taken = after.get(log);
            if (taken != null) {
                return new Edge(taken.from(), month);
            }
            at = at.plusMonths(1);
            after = months.get(at);
        }
        return new Edge(null, month.plusMonths(1));
    }

    /**
     * A stretch without what other invoices have taken, whatever clocks did.
     *
     * @param size how many entries the log has
     */
    Range within(String log, YearMonth month, long from, long to, long size) {
        long lowest =
                taken(log, months.headMap(month)).mapToLong(Range::to).max().orElse(0);
        long highest = taken(log, months.tailMap(month, false))
                .mapToLong(Range::from)
                .min()
                .orElse(size);
        long begin = Math.max(from, lowest);
        return new Range(begin, Math.max(begin, Math.min(Math.min(to, highest), size)));
    }

    private static Stream<Range> taken(String log, Map<YearMonth, Map<String, Range>> months) {
        return months.values().stream().map(logs -> logs.get(log)).filter(Objects::nonNull);
    }

    /**
     * The logs that a later invoice has begun in where this month ends. Without them the month cannot be billed: what it
     * left out would be in no other.
     */
    Set<String> needed(YearMonth month) {
        Set<String> logs = new HashSet<>();
        for (Map<String, Range> after : months.tailMap(month, false).values()) {
            after.keySet().stream()
                    .filter(log -> end(log, month).entry() != null)
                    .forEach(logs::add);
        }
        return logs;
    }

    /** Whether a stretch that was told earlier is still one that the month's invoice may take. */
    boolean allow(String log, YearMonth month, Range range) {
        Long begin = begin(log, month).entry();
        Long end = end(log, month).entry();
        return (begin == null || begin == range.from())
                && (end == null || end == range.to())
                && within(log, month, range.from(), range.to(), range.to()).equals(range);
    }
}
