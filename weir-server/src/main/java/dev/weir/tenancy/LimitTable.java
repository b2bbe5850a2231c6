package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What calls may have, by organization, project, key, user, model and tag. Reads are answered from memory; a change is
 * durable in SQL when its method returns, holds for the next call, and is journalled. Thread-safe.
 *
 * <p>Limits of keys and projects are {@link Tenancy}'s; the others stand in a table of their own.
 */
public final class LimitTable {
    /** In the place of a user's name: each user of the project that has no limits of its own, for itself. */
    public static final String EACH = "*";

    private final Tenancy tenancy;
    private final LimitDao dao;
    private final AdminJournal journal;
    private final Map<Subject, CallLimits> limits = new ConcurrentHashMap<>();
    private final ReentrantLock changes = new ReentrantLock();

    private LimitTable(Tenancy tenancy, LimitDao dao, AdminJournal journal) {
        this.tenancy = tenancy;
        this.dao = dao;
        this.journal = journal;
    }

    static LimitTable open(Database database, Tenancy tenancy, AdminJournal journal) {
        LimitTable table = new LimitTable(tenancy, new LimitDao(database), journal);
        table.dao.all().forEach(limit -> table.limits.put(limit.subject(), limit.limits()));
        return table;
    }

    /**
     * All limits that a call is held to, in the order of their scopes. Fast: a look into memory for each scope.
     *
     * @param user whom the call is for; null if nobody says
     * @param model by its own name, not an alias
     */
    public List<Applied> applied(Principal who, @Nullable String user, String model, Map<String, String> tags) {
        return applied(who.organization(), who.project(), who.key(), user, model, tags);
    }

    /** As above, for a call of which the record is left. */
    public List<Applied> applied(
            OrganizationId organization,
            ProjectId project,
            KeyId key,
            @Nullable String user,
            String model,
            Map<String, String> tags) {
        List<Applied> all = new ArrayList<>(4);
        add(all, Subject.of(organization));
        add(all, Subject.of(project));
        add(all, Subject.of(tenancy.home(key).orElse(project), key));
        if (!limits.isEmpty()) {
            if (user != null) {
                add(all, new Subject(Scope.USER, project.value(), user));
            }
            add(all, new Subject(Scope.MODEL, project.value(), model));
            tags.forEach((name, value) -> add(all, new Subject(Scope.TAG, project.value(), name + "=" + value)));
        }
        return all;
    }

    private void add(List<Applied> all, Subject subject) {
        CallLimits found = of(subject);
        if (!found.isNone()) {
            all.add(new Applied(subject, found));
        }
    }

    /** What one subject is held to; a user without limits of its own, to those of each user. */
    public CallLimits of(Subject subject) {
        return switch (subject.scope()) {
            case PROJECT -> tenancy.limits(new ProjectId(subject.name()));
            case KEY -> tenancy.limits(new KeyId(subject.name()));
            case USER -> {
                CallLimits own = limits.get(subject);
                yield own != null
                        ? own
                        : limits.getOrDefault(new Subject(Scope.USER, subject.owner(), EACH), CallLimits.NONE);
            }
            case ORGANIZATION, MODEL, TAG -> limits.getOrDefault(subject, CallLimits.NONE);
        };
    }

    /** Takes over what other nodes have changed. */
    void refresh() {
        changes.lock();
        try {
            Map<Subject, CallLimits> now = new HashMap<>();
            dao.all().forEach(limit -> now.put(limit.subject(), limit.limits()));
            now.forEach((subject, wanted) -> {
                if (!wanted.equals(limits.get(subject))) {
                    tenancy.ownLimits().announce(subject, wanted);
                    limits.put(subject, wanted);
                }
            });
            limits.keySet().retainAll(now.keySet());
        } finally {
            changes.unlock();
        }
    }

    /** Everybody's, in every project. */
    public List<Applied> all() {
        List<Applied> all = tenancy.ownLimits().all();
        limits.forEach((subject, limit) -> all.add(new Applied(subject, limit)));
        return all;
    }

    /** A limit as people see it. */
    record Entry(Subject subject, @Nullable String title, CallLimits limits) {}

    /** The limits that concern the actor's project, by scope and name. */
    List<Entry> list(Principal actor) {
        Rules.mayAdminister(actor);
        List<Entry> all = new ArrayList<>();
        addNamed(all, Subject.of(actor.organization()));
        addNamed(all, Subject.of(actor.project()));
        for (VirtualKey key : tenancy.keys(actor)) {
            if (key.isLive() && key.project().equals(actor.project())) {
                addNamed(all, Subject.of(key.project(), key.id()));
            }
        }
        limits.keySet().stream()
                .filter(subject -> subject.owner().equals(actor.project().value()))
                .forEach(subject -> addNamed(all, subject));
        all.sort(Comparator.comparing((Entry entry) -> entry.subject().scope())
                .thenComparing(entry -> entry.subject().name()));
        return all;
    }

    private void addNamed(List<Entry> all, Subject subject) {
        Entry entry = entry(subject);
        if (!entry.limits().isNone()) {
            all.add(entry);
        }
    }

    private Entry entry(Subject subject) {
        return new Entry(subject, tenancy.title(subject).orElse(null), of(subject));
    }

    /**
     * Gives a subject other limits.
     *
     * @param name the id or name of an organization or project, the id of a key, the name of a user ({@link #EACH} for
     *     all others), a model, or a tag as {@code name=value}
     * @throws Refusal if the actor may not, cannot see it, or the limits do not fit the scope
     */
    Entry set(Principal actor, Scope scope, String name, CallLimits wanted) {
        return switch (scope) {
            case PROJECT ->
                entry(Subject.of(tenancy.limitProject(actor, name, wanted).id()));
            case KEY -> {
                VirtualKey key = tenancy.limitKey(actor, keyId(name), wanted);
                yield entry(Subject.of(key.project(), key.id()));
            }
            case ORGANIZATION, USER, MODEL, TAG -> {
                refusePriorities(scope, wanted);
                Subject subject = subject(actor, scope, name);
                change(actor, subject, wanted);
                yield entry(subject);
            }
        };
    }

    /**
     * Takes a subject's limits away.
     *
     * @return what they were
     * @throws Refusal also if it has none
     */
    Entry remove(Principal actor, Scope scope, String name) {
        Subject subject = switch (scope) {
            case PROJECT -> {
                Rules.mayFoundProjects(actor);
                yield Subject.of(tenancy.project(actor, name).id());
            }
            case KEY -> {
                VirtualKey key = tenancy.visible(actor, keyId(name));
                yield Subject.of(key.project(), key.id());
            }
            case ORGANIZATION, USER, MODEL, TAG -> subject(actor, scope, name);
        };
        CallLimits before = scope == Scope.USER ? limits.getOrDefault(subject, CallLimits.NONE) : of(subject);
        if (before.isNone()) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "The " + scope.wire() + " '" + LimitsBody.shown(name) + "' has no limits.",
                    null,
                    "GET /api/limits lists those that have.");
        }
        Entry removed = new Entry(subject, tenancy.title(subject).orElse(null), before);
        set(actor, scope, subject.name(), CallLimits.NONE);
        return removed;
    }

    private void change(Principal actor, Subject subject, CallLimits wanted) {
        changes.lock();
        try {
            CallLimits before = limits.getOrDefault(subject, CallLimits.NONE);
            tenancy.ownLimits().announce(subject, wanted);
            if (wanted.isNone()) {
                dao.remove(subject);
                limits.remove(subject);
            } else {
                dao.put(actor.organization(), new Applied(subject, wanted));
                limits.put(subject, wanted);
            }
            journal.limited(subject, before, wanted, actor);
        } finally {
            changes.unlock();
        }
    }

    private Subject subject(Principal actor, Scope scope, String name) {
        if (scope == Scope.ORGANIZATION) {
            Rules.mayLimitOrganization(actor);
            return organization(actor, name);
        }
        Rules.mayAdminister(actor);
        return new Subject(scope, actor.project().value(), LimitNames.check(scope, name));
    }

    private Subject organization(Principal actor, String name) {
        return Optional.of(actor.organization())
                .filter(id -> id.value().equals(name)
                        || tenancy.organization(id)
                                .filter(found -> found.name().equals(name))
                                .isPresent())
                .map(Subject::of)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no organization '" + LimitsBody.shown(name) + "' that this key may see.",
                        null,
                        "GET /api/me names its own."));
    }

    private static KeyId keyId(String text) {
        try {
            return new KeyId(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "'" + LimitsBody.shown(text) + "' is not the id of a key.",
                    null,
                    "Ids start with key_; GET /api/keys lists them.");
        }
    }

    private static void refusePriorities(Scope scope, CallLimits wanted) {
        if (wanted.priority() != null || wanted.maxPriority() != null) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "A limit for the scope " + scope.wire() + " has no priorities.",
                    wanted.priority() == null ? "max_priority" : "priority",
                    "Set them for a key or a project.");
        }
    }
}
