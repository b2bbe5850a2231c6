package dev.weir.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of exchanges.
 *
 * @param next names the page of older ones, or null if there are none
 */
public record TraceList(List<TraceRow> rows, @Nullable String next) {
    public TraceList {
        rows = List.copyOf(rows);
    }
}
