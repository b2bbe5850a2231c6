package dev.weir.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * @param range the chosen time range's name, as in the address
 * @param older the address of the next page, or null
 * @param verdict what a check has just found; null before one
 * @param mayVerify whether the whole log is this reader's to check
 */
public record AuditPage(
        Shell shell,
        AuditSource.Filter filter,
        String range,
        AuditSource.Items items,
        @Nullable Link older,
        boolean newest,
        AuditSource.@Nullable Verdict verdict,
        boolean mayVerify,
        Instant now) {
    public boolean filtered() {
        return !filter.kind().isEmpty()
                || !filter.actor().isEmpty()
                || !filter.subject().isEmpty()
                || filter.from() != null;
    }
}
