package dev.weir.billing;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.store.JournalRecord.AdminAction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;

/** Who may do something about bills, and that it is written down. */
final class Acts {
    private final Consumer<AdminAction> journal;
    private final Clock clock;

    /**
     * @param journal must be durable when it returns
     */
    Acts(Consumer<AdminAction> journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Microseconds are what the tables keep. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The organization whose bills these are.
     *
     * @throws Refusal if the principal sees one project only
     */
    static OrganizationId organization(Principal who) {
        if (!who.allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "Bills are of the whole organization, but this key sees one project.",
                    null,
                    "Use a key for all projects.");
        }
        return who.organization();
    }

    void write(Principal who, String action, String subject, Map<String, String> details) {
        write(organization(who), who.key(), action, subject, details);
    }

    void write(OrganizationId organization, KeyId actor, String action, String subject, Map<String, String> details) {
        journal.accept(new AdminAction(organization, null, actor, now(), action, subject, details));
    }
}
