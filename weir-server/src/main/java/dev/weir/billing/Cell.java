package dev.weir.billing;

import java.util.Comparator;

/**
 * What is added up together.
 *
 * @param currency that of the costs; empty where there was no price
 */
record Cell(String project, String model, Charge.Kind kind, String currency) implements Comparable<Cell> {
    private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::project)
            .thenComparing(Cell::model)
            .thenComparing(Cell::kind)
            .thenComparing(Cell::currency);

    static Cell of(String project, Charge charge) {
        boolean priced = charge.picos() != null && charge.currency() != null;
        return new Cell(project, charge.model(), charge.kind(), priced ? String.valueOf(charge.currency()) : "");
    }

    @Override
    public int compareTo(Cell other) {
        return ORDER.compare(this, other);
    }
}
