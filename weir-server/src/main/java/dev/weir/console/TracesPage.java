package dev.weir.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * @param range the chosen time range's name, as in the address
 * @param older the address of the next page, or null
 * @param newest whether this is the first page
 */
public record TracesPage(
        Shell shell,
        TraceFilter filter,
        String range,
        TraceChoices choices,
        TraceList list,
        @Nullable Link older,
        boolean newest,
        boolean filtered,
        Instant now) {

    /** A row's note: what was not ordinary about it. */
    public String note(TraceRow row) {
        if (row.error() != null) {
            return row.error();
        }
        if ("hit".equals(row.cache()) || "shared".equals(row.cache())) {
            return "cache " + row.cache();
        }
        return row.attempts() > 1 ? row.attempts() + " attempts" : "";
    }
}
