package dev.weir.usage;

import java.time.Instant;
import java.util.List;

/**
 * What came of comparing the totals with the ledger.
 *
 * @param from the beginning of what was compared, excluded {@code to}
 * @param entries how many exchanges, attempts and adjustments were added up
 * @param totals how many rows they were compared with
 * @param differences how many values differ
 * @param found the first of them
 */
record CheckResult(
        Instant startedAt,
        Instant endedAt,
        Instant from,
        Instant to,
        long entries,
        long totals,
        long differences,
        List<Difference> found) {
    CheckResult {
        found = List.copyOf(found);
    }
}
