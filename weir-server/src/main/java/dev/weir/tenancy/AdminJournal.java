package dev.weir.tenancy;

import dev.weir.kernel.Clock;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Permission;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.store.JournalRecord.AdminAction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What administrators do about keys, projects and limits, in the words of the journal. */
final class AdminJournal {
    private final Consumer<AdminAction> journal;
    private final Clock clock;

    /**
     * @param journal must be durable when it returns, if that is wanted
     */
    AdminJournal(Consumer<AdminAction> journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Microseconds are what the tables keep. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    void created(VirtualKey key, KeyId actor) {
        Map<String, String> details = new HashMap<>(Map.of(
                "name", key.name(),
                "role", Rules.word(key.role()),
                "all_projects", Boolean.toString(key.allProjects()),
                "origin", key.origin().name().toLowerCase(Locale.ROOT)));
        addLimits(details, key.limits());
        if (!key.permissions().isEmpty()) {
            details.put(
                    "permissions",
                    key.permissions().stream().map(Permission::wire).sorted().collect(Collectors.joining(" ")));
        }
        write(key, actor, "key.create", details);
    }

    void revoked(VirtualKey key, KeyId actor) {
        write(
                key,
                actor,
                "key.revoke",
                Map.of("name", key.name(), "role", Rules.word(key.role()), "before", "live", "after", "revoked"));
    }

    /**
     * @param key with its new text
     */
    void rotated(VirtualKey key, KeyId actor) {
        Rotation rotation = Objects.requireNonNull(key.rotation());
        write(
                key,
                actor,
                "key.rotate",
                Map.of(
                        "before", rotation.previousPrefix(),
                        "after", key.prefix(),
                        "previous_until", rotation.previousUntil().toString()));
    }

    void created(Project project, KeyId actor) {
        Map<String, String> details = new HashMap<>(Map.of("name", project.name()));
        addLimits(details, project.limits());
        write(
                project.organization(),
                project.id(),
                actor,
                "project.create",
                project.id().value(),
                details);
    }

    private static void addLimits(Map<String, String> details, CallLimits limits) {
        if (!limits.isNone()) {
            details.put("limits", LimitsBody.text(limits));
        }
    }

    /**
     * @param key as it was
     */
    void limited(VirtualKey key, CallLimits after, KeyId actor) {
        write(key, actor, "key.limit", LimitsBody.change(key.limits(), after));
    }

    /**
     * @param project as it was
     */
    void limited(Project project, CallLimits after, KeyId actor) {
        write(
                project.organization(),
                project.id(),
                actor,
                "project.limit",
                project.id().value(),
                LimitsBody.change(project.limits(), after));
    }

    /** For a subject that is neither a key nor a project. */
    void limited(Subject subject, CallLimits before, CallLimits after, Principal actor) {
        write(
                actor.organization(),
                subject.scope() == Scope.ORGANIZATION ? null : actor.project(),
                actor.key(),
                subject.scope().wire() + ".limit",
                subject.name(),
                LimitsBody.change(before, after));
    }

    private void write(VirtualKey key, KeyId actor, String action, Map<String, String> details) {
        write(key.organization(), key.project(), actor, action, key.id().value(), details);
    }

    private void write(
            OrganizationId organization,
            @Nullable ProjectId project,
            KeyId actor,
            String action,
            String subject,
            Map<String, String> details) {
        journal.accept(new AdminAction(organization, project, actor, now(), action, subject, details));
    }
}
