package dev.weir.usage;

import java.util.Comparator;

/**
 * Where something counts: one row of the totals.
 *
 * @param label empty for everything; else the name of a tag
 * @param span how many quarters of an hour the row is for: {@link #QUARTER} or {@link #DAY}
 * @param at the first of them, counted since 1970
 * @param value of the tag; empty where there is no label
 * @param provider empty where nobody was asked, and so are the other names
 */
record Cell(
        String project,
        String label,
        int span,
        long at,
        String value,
        String key,
        String model,
        String provider,
        String providerModel,
        String operation,
        String status,
        String currency) {
    static final int QUARTER = 1;
    static final int DAY = 96;
    static final long QUARTER_SECONDS = 900;

    /** The order in which rows are written: two writers never wait for each other. */
    static final Comparator<Cell> ORDER = Comparator.comparing(Cell::project)
            .thenComparing(Cell::label)
            .thenComparingInt(Cell::span)
            .thenComparingLong(Cell::at)
            .thenComparing(Cell::value)
            .thenComparing(Cell::key)
            .thenComparing(Cell::model)
            .thenComparing(Cell::provider)
            .thenComparing(Cell::providerModel)
            .thenComparing(Cell::operation)
            .thenComparing(Cell::status)
            .thenComparing(Cell::currency);

    /** The row of the day that this one is a part of. */
    Cell day() {
        return new Cell(
                project,
                label,
                DAY,
                Math.floorDiv(at, DAY) * DAY,
                value,
                key,
                model,
                provider,
                providerModel,
                operation,
                status,
                currency);
    }

    Cell labelled(String name, String content) {
        return new Cell(
                project, name, span, at, content, key, model, provider, providerModel, operation, status, currency);
    }
}
