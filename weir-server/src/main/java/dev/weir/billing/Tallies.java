package dev.weir.billing;

import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stretch of a log adds up to, by project and model. Grows with the log, entry by entry; holds no more than the
 * sums and a mark for each charge, so that none counts twice. Not thread-safe.
 */
final class Tallies {
    private final SortedMap<Cell, Tally> cells = new TreeMap<>();
    private final Seen seen;
    private long repeated;

    Tallies() {
        this(new Seen());
    }

    /**
     * @param seen what counts in none of those that have it in common, once it counted in one
     */
    Tallies(Seen seen) {
        this.seen = seen;
    }

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

    /**
     * The sums as they are now, in the order of lines.
     *
     * @param log whose entries these are
     */
    List<Used.Of> used(String log) {
        return cells.entrySet().stream()
                .map(each -> new Used.Of(
                        each.getKey(),
                        each.getValue().part(log),
                        each.getValue().counts()))
                .toList();
    }

    /** Charges that were there before; they did not count again. */
    long repeated() {
        return repeated;
    }
}
