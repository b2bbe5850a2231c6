package dev.weir.billing;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The sums of a {@link Cell} over all logs.
 *
 * @param parts where they are from, by log
 */
record Used(Counts counts, List<BillLine.Part> parts) {
    Used {
        parts = List.copyOf(parts);
    }

    /** What one log has of a cell. */
    record Of(Cell cell, BillLine.Part part, Counts counts) {}

    /**
     * @param each what the logs have, the first log's before the second's
     */
    static SortedMap<Cell, Used> of(Collection<Of> each) {
        SortedMap<Cell, Used> all = new TreeMap<>();
        each.forEach(one -> all.merge(one.cell(), new Used(one.counts(), List.of(one.part())), Used::plus));
        return all;
    }

    private Used plus(Used other) {
        return new Used(
                counts.plus(other.counts),
                Stream.concat(parts.stream(), other.parts.stream()).toList());
    }
}
