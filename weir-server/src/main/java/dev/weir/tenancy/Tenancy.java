package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.StorageException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Organizations, projects and keys. Reads are answered from memory; a change is durable in SQL when its method returns,
 * holds from then on for every request, and is journalled. Thread-safe.
 *
 * <p>What an actor may not do ends in a {@link Refusal}: {@code FORBIDDEN} where a role or a scope is missing, {@code
 * NOT_FOUND} for what the actor cannot see, whether it exists or not.
 */
public final class Tenancy {
    /** Characters that a credential may have; longer ones are refused unread. */
    static final int LONGEST = 512;

    /** How long two texts of a key are taken at most. */
    static final Duration LONGEST_GRACE = Duration.ofDays(90);

    private final TenancyDao dao;
    private final Clock clock;
    private final IdSource ids;
    private final SecureRandom random;
    private final AdminJournal journal;
    private final OwnLimits limits;
    private final KeyUses uses;
    private final Tenants tenants = new Tenants();
    private final ReentrantLock changes = new ReentrantLock();

    private Tenancy(TenancyDao dao, Clock clock, IdSource ids, SecureRandom random, AdminJournal journal) {
        this.dao = dao;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
        this.journal = journal;
        this.limits = new OwnLimits(dao, tenants, journal);
        this.uses = new KeyUses(dao, tenants);
    }

    /**
     * Reads everything into memory.
     *
     * @param database opened with {@link TenancyRoom#MIGRATIONS}
     * @param journal takes what administrators do; must be durable when it returns, if that is wanted
     */
    public static Tenancy open(
            Database database, Clock clock, IdSource ids, SecureRandom random, Consumer<AdminAction> journal) {
        Tenancy tenancy = new Tenancy(new TenancyDao(database), clock, ids, random, new AdminJournal(journal, clock));
        tenancy.dao.organizations().forEach(tenancy.tenants::add);
        tenancy.dao.projects().forEach(tenancy.tenants::add);
        tenancy.dao.keys().forEach(tenancy.tenants::add);
        return tenancy;
    }

    /**
     * Makes sure that there is an organization, a project, a key for people and one for the CLI on this machine. Called
     * once, before the first request.
     *
     * @param adminKey the value of {@code WEIR_ADMIN_KEY}, null if it is not set
     * @param dataDirectory where {@code cli.token} is kept
     * @throws IllegalArgumentException if {@code adminKey} cannot be a key; the message says what would do
     */
    public Bootstrap bootstrap(@Nullable String adminKey, Path dataDirectory) {
        return bootstrap(adminKey, dataDirectory, "cli");
    }

    /**
     * As the shorter form, where several nodes share a database.
     *
     * @param cli the name of this node's key for the CLI; the other nodes' keep theirs
     */
    public Bootstrap bootstrap(@Nullable String adminKey, Path dataDirectory, String cli) {
        return changing(() -> {
            FirstKeys keys = new FirstKeys(this, dao, tenants, journal, cli);
            try {
                return keys.make(adminKey, dataDirectory);
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.CONFLICT) {
                    throw e;
                }
                // Another node made them at the same moment.
                refresh();
                return keys.make(adminKey, dataDirectory);
            }
        });
    }

    /** Takes over what other nodes have changed. */
    void follow() {
        changing(() -> {
            refresh();
            return tenants;
        });
    }

    private void refresh() {
        dao.organizations().forEach(tenants::add);
        for (Project project : dao.projects()) {
            limits.announceChange(project);
            tenants.add(project);
        }
        for (KeyRow row : dao.keys()) {
            limits.announceChange(row.key());
            tenants.refresh(row);
        }
    }

    /** Tells whose key this is. Fast: one hash, one look-up. Never throws for any text. */
    public Authentication authenticate(String text) {
        if (text.length() > LONGEST) {
            return new Authentication.Malformed("The key has " + text.length() + " characters; none has so many.");
        }
        SecretHash hash = SecretHash.of(text);
        HeldKey held = tenants.byHash(hash);
        if (held == null) {
            String fault = KeyText.fault(text);
            return fault == null ? new Authentication.Unknown() : new Authentication.Malformed(fault);
        }
        return accepted(held, hash);
    }

    private Authentication accepted(HeldKey held, SecretHash text) {
        Rotation rotation = held.rotation();
        if (rotation != null && held.isLive() && !held.takes(text, clock.instant())) {
            return new Authentication.Revoked(held.key().name(), rotation.previousPrefix(), rotation.previousUntil());
        }
        if (held.isLive()) {
            uses.use(held, now());
            return new Authentication.Accepted(held.principal());
        }
        VirtualKey key = held.key();
        return new Authentication.Revoked(key.name(), key.prefix(), Objects.requireNonNull(key.revokedAt()));
    }

    /** The holder of a key, if the key is in force; counts as a use. */
    Optional<Principal> holder(KeyId id) {
        HeldKey held = tenants.byId(id);
        if (held == null || !held.isLive()) {
            return Optional.empty();
        }
        uses.use(held, now());
        return Optional.of(held.principal());
    }

    /**
     * Creates a key in a project that {@code actor} may see.
     *
     * @throws Refusal if the actor is no admin, asks for more than it has itself, or cannot see the project
     */
    public IssuedKey createKey(Principal actor, KeyRequest wanted) {
        Rules.mayIssue(actor, wanted);
        visible(actor, wanted.project());
        return changing(() -> {
            IssuedKey issued = issue(wanted, actor.organization(), KeyOrigin.ISSUED, KeyText.make(random), actor.key());
            KeyRow row = new KeyRow(issued.key(), SecretHash.of(issued.text()));
            dao.insertKey(wanted.project(), row);
            tenants.add(row);
            journal.created(issued.key(), actor.key());
            return issued;
        });
    }

    /**
     * Ends a key: the next request with it is refused. Revoking it again changes nothing.
     *
     * @throws Refusal if the actor may not, cannot see it, or it is the organization's last owner key
     */
    public VirtualKey revokeKey(Principal actor, KeyId id) {
        Rules.mayAdminister(actor);
        return changing(() -> {
            VirtualKey key = visible(actor, id);
            Rules.mayRevoke(actor, key);
            return key.isLive() ? revoke(actor, key) : key;
        });
    }

    private VirtualKey revoke(Principal actor, VirtualKey key) {
        if (isLastOwner(key)) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "'" + key.name() + "' is the organization's last owner key.",
                    null,
                    "Create another owner key with all_projects first.");
        }
        VirtualKey revoked = key.revoked(now(), actor.key());
        dao.revoke(key.project(), revoked);
        tenants.revoke(revoked);
        journal.revoked(revoked, actor.key());
        return revoked;
    }

    /**
     * Gives a key another text. The one that it has now is taken until {@code grace} is over, one that it had before
     * that no more.
     *
     * @param grace how long both are taken, from zero to {@link #LONGEST_GRACE}
     * @throws Refusal if the actor may not, cannot see it, or its text does not come from Weir
     */
    public IssuedKey rotateKey(Principal actor, KeyId id, Duration grace) {
        Rules.mayAdminister(actor);
        return changing(() -> {
            VirtualKey key = visible(actor, id);
            Rules.mayRotate(actor, key);
            String text = KeyText.make(random);
            Instant now = now();
            HeldKey held = Objects.requireNonNull(tenants.byId(id));
            VirtualKey rotated = key.rotated(KeyText.prefix(text), new Rotation(now, key.prefix(), now.plus(grace)));
            KeyRow row = new KeyRow(rotated, SecretHash.of(text), held.hash());
            dao.rotate(key.project(), row);
            tenants.rotate(row);
            journal.rotated(rotated, actor.key());
            return new IssuedKey(rotated, text);
        });
    }

    /** Whether a login was made with a text of the key that is not taken any more, or may have been. */
    boolean isOutdated(KeyId id, Instant login) {
        HeldKey held = tenants.byId(id);
        Rotation rotation = held == null ? null : held.rotation();
        return rotation != null && login.isBefore(rotation.at()) && !rotation.isOpen(clock.instant());
    }

    /**
     * Gives a key other limits; its next call is held to them.
     *
     * @throws Refusal if the actor may not, or cannot see it
     */
    public VirtualKey limitKey(Principal actor, KeyId id, CallLimits wanted) {
        Rules.mayAdminister(actor);
        return changing(() -> {
            VirtualKey key = visible(actor, id);
            Rules.mayLimit(actor, key);
            return limits.change(key, wanted, actor.key());
        });
    }

    /**
     * Gives a project other limits; its next call is held to them.
     *
     * @throws Refusal if the actor may not, or cannot see it
     */
    public Project limitProject(Principal actor, String idOrName, CallLimits wanted) {
        Rules.mayFoundProjects(actor);
        return changing(() -> limits.change(project(actor, idOrName), wanted, actor.key()));
    }

    /**
     * Has other limits of a subject told before they hold, on the thread that sets them. Those of keys and projects that
     * are new are not told: nobody has used them yet.
     */
    public void beforeLimits(BiConsumer<Subject, CallLimits> listener) {
        limits.before(listener);
    }

    /** The limits of keys and projects. */
    OwnLimits ownLimits() {
        return limits;
    }

    /** Whom a subject belongs to; empty for a project that is gone. */
    public Optional<OrganizationId> organizationOf(Subject subject) {
        return subject.scope() == Scope.ORGANIZATION
                ? Optional.of(new OrganizationId(subject.name()))
                : project(new ProjectId(subject.owner())).map(Project::organization);
    }

    /** What people call a subject: {@code key 'support'}. */
    public String titled(Subject subject) {
        return subject.scope().wire() + " '" + title(subject).orElse(subject.name()) + "'";
    }

    /** The name that people gave a subject that has an id; empty for others, and where it is gone. */
    Optional<String> title(Subject subject) {
        return switch (subject.scope()) {
            case ORGANIZATION ->
                organization(new OrganizationId(subject.name())).map(Organization::name);
            case PROJECT -> project(new ProjectId(subject.name())).map(Project::name);
            case KEY -> key(new KeyId(subject.name())).map(VirtualKey::name);
            case USER, MODEL, TAG -> Optional.empty();
        };
    }

    /** The project that a subject belongs to; null for an organization. */
    public static @Nullable ProjectId projectOf(Subject subject) {
        return subject.scope() == Scope.ORGANIZATION ? null : new ProjectId(subject.owner());
    }

    /** All projects of an organization. */
    public List<ProjectId> projectsOf(OrganizationId organization) {
        return tenants.projects(organization).stream().map(Project::id).toList();
    }

    /** The projects of all organizations. */
    public List<ProjectId> allProjects() {
        return tenants.organizations().stream()
                .flatMap(organization -> projectsOf(organization.id()).stream())
                .toList();
    }

    /** What holds for a key's calls. Fast, like the next one. */
    public CallLimits limits(KeyId id) {
        return limits.of(id);
    }

    /** What holds for a project's calls, all keys together. */
    public CallLimits limits(ProjectId id) {
        return limits.of(id);
    }

    /** The project that a key was made in. */
    Optional<ProjectId> home(KeyId id) {
        return Optional.ofNullable(tenants.byId(id))
                .map(held -> held.principal().project());
    }

    private boolean isLastOwner(VirtualKey key) {
        return key.isOrganizationOwner()
                && tenants.keys(key.organization()).stream()
                                .filter(VirtualKey::isOrganizationOwner)
                                .count()
                        == 1;
    }

    /** The keys that {@code actor} may see, oldest first. */
    public List<VirtualKey> keys(Principal actor) {
        Rules.mayAdminister(actor);
        return tenants.keys(actor.organization()).stream()
                .filter(key -> Rules.sees(actor, key))
                .toList();
    }

    /**
     * Makes a project.
     *
     * @throws Refusal if the actor may not, or the organization has one of that name
     */
    public Project createProject(Principal actor, @Nullable String name) {
        return createProject(actor, name, CallLimits.NONE);
    }

    /** As {@link #createProject(Principal, String)}, with limits. */
    public Project createProject(Principal actor, @Nullable String name, CallLimits limits) {
        Rules.mayFoundProjects(actor);
        Project project = new Project(
                new ProjectId(ids.next("proj_")), actor.organization(), projectName(Names.check(name)), now(), limits);
        return changing(() -> {
            refuseDuplicate(project);
            dao.insert(project);
            tenants.add(project);
            journal.created(project, actor.key());
            return project;
        });
    }

    /** A name that reads like an id would make {@code ?project=} mean two things. */
    private static String projectName(String name) {
        if (name.startsWith("proj_")) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The name starts with proj_ like an id.",
                    "name",
                    "Leave that part out.");
        }
        return name;
    }

    private void refuseDuplicate(Project wanted) {
        for (Project project : tenants.projects(wanted.organization())) {
            if (project.name().equals(wanted.name())) {
                throw new Refusal(
                        ErrorCode.CONFLICT,
                        "There is a project '" + wanted.name() + "' already.",
                        "name",
                        "Choose another name, or use " + project.id() + ".");
            }
        }
    }

    /** The projects that {@code who} may see, oldest first. */
    public List<Project> projects(Principal who) {
        return tenants.projects(who.organization()).stream()
                .filter(project -> Rules.sees(who, project))
                .toList();
    }

    /**
     * The project that {@code who} means.
     *
     * @throws Refusal {@code NOT_FOUND} if there is none that it may see
     */
    public Project project(Principal who, String idOrName) {
        return projects(who).stream()
                .filter(project ->
                        project.id().value().equals(idOrName) || project.name().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no project '" + idOrName + "' that this key may see.",
                        "project",
                        "GET /api/projects lists those it may."));
    }

    public Optional<Project> project(ProjectId id) {
        return tenants.project(id);
    }

    public Optional<Organization> organization(OrganizationId id) {
        return tenants.organization(id);
    }

    /**
     * A key that the actor may administer.
     *
     * @throws Refusal if it is no admin, or cannot see it
     */
    public VirtualKey key(Principal actor, KeyId id) {
        Rules.mayAdminister(actor);
        return visible(actor, id);
    }

    /**
     * A key that the actor may administer, by the id in a request, whatever that is.
     *
     * @param field the one that a refusal names; null for none
     * @throws Refusal if the actor is no admin, or cannot see it
     */
    public VirtualKey named(Principal actor, String id, @Nullable String field) {
        return keys(actor).stream()
                .filter(key -> key.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> absent(LimitsBody.shown(id), field));
    }

    /** As {@link #named}, but who asks need be no admin for its own: {@code me}, or its id. */
    public VirtualKey namedOrOwn(Principal who, String id, @Nullable String field) {
        return id.equals("me") || id.equals(who.key().value())
                ? key(who.key()).orElseThrow(() -> absent(LimitsBody.shown(id), field))
                : named(who, id, field);
    }

    private static Refusal absent(String id, @Nullable String field) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "There is no key " + id + " that this key may see.",
                field,
                "GET /api/keys lists those it may.");
    }

    /** A key by its id, whether in force or not. */
    public Optional<VirtualKey> key(KeyId id) {
        return Optional.ofNullable(tenants.byId(id)).map(HeldKey::key);
    }

    /** Who acts by a key; empty if there is none in force with this id. */
    public Optional<Principal> principal(KeyId id) {
        return Optional.ofNullable(tenants.byId(id)).filter(HeldKey::isLive).map(HeldKey::principal);
    }

    /** Writes down when keys were last used: one transaction for all since the last time. */
    void writeUses() {
        uses.write();
    }

    private void visible(Principal actor, ProjectId id) {
        project(actor, id.value());
    }

    /**
     * A key by its id.
     *
     * @throws Refusal {@code NOT_FOUND} if there is none that the actor may see
     */
    VirtualKey visible(Principal actor, KeyId id) {
        return key(id).filter(key -> Rules.sees(actor, key)).orElseThrow(() -> absent(id.value(), null));
    }

    /** A key that is not yet stored. */
    IssuedKey issue(
            KeyRequest wanted, OrganizationId organization, KeyOrigin origin, String text, @Nullable KeyId createdBy) {
        VirtualKey key = new VirtualKey(
                new KeyId(ids.next("key_")),
                wanted.name(),
                origin == KeyOrigin.ENVIRONMENT ? "(environment)" : KeyText.prefix(text),
                organization,
                wanted.project(),
                wanted.role(),
                wanted.allProjects(),
                origin,
                now(),
                createdBy,
                null,
                null,
                null,
                wanted.limits(),
                null,
                wanted.permissions());
        return new IssuedKey(key, text);
    }

    String newText() {
        return KeyText.make(random);
    }

    OrganizationId newOrganizationId() {
        return new OrganizationId(ids.next("org_"));
    }

    ProjectId newProjectId() {
        return new ProjectId(ids.next("proj_"));
    }

    /** Microseconds are what the tables keep. */
    Instant now() {
        return journal.now();
    }

    private <T> T changing(Change<T> change) {
        changes.lock();
        try {
            return change.make();
        } finally {
            changes.unlock();
        }
    }

    /** Something that only one thread does at a time. */
    @FunctionalInterface
    private interface Change<T> {
        T make();
    }
}
