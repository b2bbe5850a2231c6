package dev.weir.tenancy;

import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The limits that stand with keys and projects themselves; those of others are in {@link LimitTable}. Read by any
 * thread; changed by one at a time.
 */
final class OwnLimits {
    private final TenancyDao dao;
    private final Tenants tenants;
    private final AdminJournal journal;
    private volatile BiConsumer<Subject, CallLimits> before = (subject, limits) -> {};

    OwnLimits(TenancyDao dao, Tenants tenants, AdminJournal journal) {
        this.dao = dao;
        this.tenants = tenants;
        this.journal = journal;
    }

    void before(BiConsumer<Subject, CallLimits> listener) {
        before = listener;
    }

    /** Tells of limits before they hold. */
    void announce(Subject subject, CallLimits limits) {
        before.accept(subject, limits);
    }

    /** As {@link #announce}, if the key has others now. */
    void announceChange(VirtualKey key) {
        if (!key.limits().equals(of(key.id()))) {
            announce(Subject.of(key.project(), key.id()), key.limits());
        }
    }

    /** As {@link #announce}, if the project has others now. */
    void announceChange(Project project) {
        if (!project.limits().equals(of(project.id()))) {
            announce(Subject.of(project.id()), project.limits());
        }
    }

    VirtualKey change(VirtualKey key, CallLimits limits, KeyId actor) {
        announce(Subject.of(key.project(), key.id()), limits);
        VirtualKey limited = key.limited(limits);
        dao.limitKey(key.project(), limited);
        tenants.replace(limited);
        journal.limited(key, limits, actor);
        return limited;
    }

    Project change(Project project, CallLimits limits, KeyId actor) {
        announce(Subject.of(project.id()), limits);
        Project limited = project.limited(limits);
        dao.limit(limited.id(), limits);
        tenants.add(limited);
        journal.limited(project, limits, actor);
        return limited;
    }

    CallLimits of(KeyId id) {
        HeldKey held = tenants.byId(id);
        return held == null ? CallLimits.NONE : held.limits();
    }

    CallLimits of(ProjectId id) {
        return tenants.project(id).map(Project::limits).orElse(CallLimits.NONE);
    }

    /** What keys and projects are held to, where it is anything. */
    List<Applied> all() {
        List<Applied> all = new ArrayList<>();
        for (Organization organization : tenants.organizations()) {
            tenants.projects(organization.id())
                    .forEach(project -> all.add(new Applied(Subject.of(project.id()), project.limits())));
            tenants.keys(organization.id())
                    .forEach(key -> all.add(new Applied(Subject.of(key.project(), key.id()), key.limits())));
        }
        all.removeIf(applied -> applied.limits().isNone());
        return all;
    }
}
