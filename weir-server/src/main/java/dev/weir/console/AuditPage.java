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
    /** What the actor of the filter is called. */
    public String actorName() {
        return items.entries().stream()
                .filter(entry -> entry.key().equals(filter.actor()))
                .map(AuditSource.Entry::actor)
                .findFirst()
                .orElse(filter.actor());
    }

    /** The same page with what another key did, or with everybody's acts. */
    public Link by(String key) {
        return Link.to("/console/audit")
                .with("kind", filter.kind())
                .with("subject", filter.subject())
                .with("range", range)
                .with("actor", key);
    }

    public boolean filtered() {
        return !filter.kind().isEmpty()
                || !filter.actor().isEmpty()
                || !filter.subject().isEmpty()
                || filter.from() != null;
    }
}
