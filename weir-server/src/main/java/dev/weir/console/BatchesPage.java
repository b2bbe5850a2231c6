package dev.weir.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The batches and, beside them, a form for a new one.
 *
 * @param older the address of the next page, or null
 * @param newest whether this is the first page
 * @param mayChange whether the person who looks may make one
 */
public record BatchesPage(
        Shell shell,
        List<BatchRow> rows,
        @Nullable Link older,
        boolean newest,
        List<String> endpoints,
        boolean mayChange,
        String self) {

    public boolean inWork() {
        return rows.stream().anyMatch(row -> !row.isOver());
    }
}
