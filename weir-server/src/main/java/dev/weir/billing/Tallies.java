package dev.weir.billing;

import java.util.Base64;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stretch of the log adds up to, by project and model. Grows with the log, entry by entry; holds no more than the
 * sums and a mark for each charge, so that none counts twice. Not thread-safe.
 */
final class Tallies {
    private final SortedMap<Cell, Tally> cells = new TreeMap<>();
    private final Seen seen = new Seen();
    private long repeated;

    void add(Charged entry) {
        if (entry.charges().isEmpty()) {
            return;
        }
        String leaf = Base64.getEncoder().encodeToString(entry.leaf());
        for (Charge charge : entry.charges()) {
            if (!seen.add(charge.kind().ordinal() + charge.id())) {
                repeated++;
            } else {
                cells.computeIfAbsent(Cell.of(entry.project(), charge), cell -> new Tally())
                        .add(entry, leaf, charge);
            }
        }
    }

    SortedMap<Cell, Tally> cells() {
        return Collections.unmodifiableSortedMap(cells);
    }

    /** Charges that were there before; they did not count again. */
    long repeated() {
        return repeated;
    }
}
