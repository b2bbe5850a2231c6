package dev.weir.tenancy;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Permission;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Projects, keys, and who one is, under {@code /api}. */
final class TenancyRoutes {
    private final Tenancy tenancy;

    TenancyRoutes(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    List<Route> list() {
        return new Routes()
                .get("/api/me", Access.from(Role.VIEWER), "Who this key is, and what it may do.", this::me)
                .get(
                        "/api/projects",
                        Access.from(Role.VIEWER),
                        "The projects this key may see, oldest first.",
                        this::projects)
                .post(
                        "/api/projects",
                        Access.from(Role.ADMIN),
                        "Makes a project. Needs a key for all projects.",
                        "{\"name\": \"search\"}",
                        this::createProject)
                .put(
                        "/api/projects/{id}/limits",
                        Access.from(Role.ADMIN),
                        "Says what a project's calls may have, all together, and how urgent they may be. Needs a key for all projects.",
                        "{\"concurrency\": 50, \"rpm\": 600, \"max_priority\": \"normal\"}",
                        this::limitProject)
                .get(
                        "/api/keys",
                        Access.from(Role.ADMIN),
                        "The keys in force that this key may see, oldest first; with ?revoked=true the revoked ones, too.",
                        this::keys)
                .post(
                        "/api/keys",
                        Access.from(Role.ADMIN),
                        "Creates a key. Its text is in this answer and never again.",
                        "{\"name\": \"backend\", \"role\": \"developer\", \"permissions\": [\"act_as\"], \"limits\": {\"concurrency\": 20}}",
                        this::createKey)
                .put(
                        "/api/keys/{id}/limits",
                        Access.from(Role.ADMIN),
                        "Says what a key's calls may have, and how urgent they may be.",
                        "{\"concurrency\": 20, \"rpm\": 100, \"tpm\": 20000, \"priority\": \"batch\", \"max_priority\": \"normal\"}",
                        this::limitKey)
                .post(
                        "/api/keys/{id}/rotate",
                        Access.from(Role.ADMIN),
                        "Gives a key another text, which is in this answer and never again. The one before is taken until the grace is over; 24h unless said, 0s for no longer at all.",
                        "{\"grace\": \"24h\"}",
                        this::rotateKey)
                .delete(
                        "/api/keys/{id}",
                        Access.from(Role.ADMIN),
                        "Revokes a key: the next request with it is refused.",
                        this::revokeKey)
                .list();
    }

    /** An id with the name people use. */
    record Named(String id, String name) {}

    /** The answer of {@code /api/me}. */
    record Me(
            Named key, String role, Named organization, Named project, boolean allProjects, List<String> permissions) {}

    /** A project on the wire. */
    record ProjectView(String id, String name, String organization, Instant createdAt, LimitsBody limits) {
        static ProjectView of(Project project) {
            return new ProjectView(
                    project.id().value(),
                    project.name(),
                    project.organization().value(),
                    project.createdAt(),
                    LimitsBody.of(project.limits()));
        }
    }

    /** The body of {@code POST /api/projects}. */
    record ProjectBody(@Nullable String name, @Nullable LimitsBody limits) {}

    /** The body of {@code POST /api/keys}. */
    record KeyBody(
            @Nullable String name,
            @Nullable String role,
            @Nullable String project,
            @Nullable Boolean allProjects,
            @Nullable List<String> permissions,
            @Nullable LimitsBody limits) {}

    private Response me(Request request) {
        Principal who = request.principal();
        Organization organization = tenancy.organization(who.organization()).orElseThrow();
        Project project = tenancy.project(who.project()).orElseThrow();
        return Json.ok(new Me(
                new Named(who.key().value(), who.name()),
                Rules.word(who.role()),
                new Named(organization.id().value(), organization.name()),
                new Named(project.id().value(), project.name()),
                who.allProjects(),
                Stream.of(Permission.values())
                        .filter(who::holds)
                        .map(Permission::wire)
                        .toList()));
    }

    private Response projects(Request request) {
        List<ProjectView> all = tenancy.projects(request.principal()).stream()
                .map(ProjectView::of)
                .toList();
        return Json.ok(Page.of(request, all, ProjectView::id));
    }

    private Response createProject(Request request) {
        ProjectBody body = Json.read(request, ProjectBody.class);
        CallLimits limits = LimitsBody.read(body.limits(), "limits.");
        return Json.created(ProjectView.of(tenancy.createProject(request.principal(), body.name(), limits)));
    }

    private Response keys(Request request) {
        boolean revoked = request.query("revoked").filter("true"::equals).isPresent();
        Stream<VirtualKey> seen = tenancy.keys(request.principal()).stream().filter(key -> revoked || key.isLive());
        if (KeyAuthenticator.namedProject(request).isPresent()) {
            ProjectId only = request.principal().project();
            seen = seen.filter(key -> key.project().equals(only));
        }
        return Json.ok(Page.of(request, seen.map(KeyView::of).toList(), KeyView::id));
    }

    private Response createKey(Request request) {
        Principal actor = request.principal();
        KeyBody body = Json.read(request, KeyBody.class);
        ProjectId project = body.project() == null
                ? actor.project()
                : tenancy.project(actor, body.project()).id();
        boolean allProjects = Boolean.TRUE.equals(body.allProjects());
        KeyRequest wanted = new KeyRequest(
                Names.check(body.name()),
                role(body.role()),
                project,
                allProjects,
                LimitsBody.read(body.limits(), "limits."),
                permissions(body.permissions()));
        return Json.created(KeyView.of(tenancy.createKey(actor, wanted)));
    }

    private static Set<Permission> permissions(@Nullable List<String> words) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String word : words == null ? List.<String>of() : words) {
            permissions.add(Permission.named(String.valueOf(word))
                    .orElseThrow(() -> new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "There is no permission '" + word + "'.",
                            "permissions",
                            "There is act_as: to name the end user that a request is made for.")));
        }
        return permissions;
    }

    private Response limitKey(Request request) {
        CallLimits limits = LimitsBody.read(Json.read(request, LimitsBody.class), "");
        return Json.ok(KeyView.of(tenancy.limitKey(request.principal(), keyId(request.path("id")), limits)));
    }

    /** The body of {@code POST /api/keys/{id}/rotate}. */
    record RotateBody(@Nullable String grace) {}

    private Response rotateKey(Request request) {
        Duration grace = Grace.read(Json.read(request, RotateBody.class).grace());
        return Json.ok(KeyView.of(tenancy.rotateKey(request.principal(), keyId(request.path("id")), grace)));
    }

    private Response limitProject(Request request) {
        CallLimits limits = LimitsBody.read(Json.read(request, LimitsBody.class), "");
        return Json.ok(ProjectView.of(tenancy.limitProject(request.principal(), request.path("id"), limits)));
    }

    private Response revokeKey(Request request) {
        return Json.ok(KeyView.of(tenancy.revokeKey(request.principal(), keyId(request.path("id")))));
    }

    private static KeyId keyId(String text) {
        try {
            return new KeyId(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "'" + text + "' is not the id of a key.",
                    null,
                    "Ids start with key_; GET /api/keys lists them.");
        }
    }

    private static Role role(@Nullable String word) {
        Optional<Role> role = Stream.of(Role.values())
                .filter(one -> Rules.word(one).equals(word == null ? "developer" : word.toLowerCase(Locale.ROOT)))
                .findFirst();
        return role.orElseThrow(() -> new Refusal(
                ErrorCode.INVALID_REQUEST,
                "There is no role '" + word + "'.",
                "role",
                "One of owner, admin, developer, viewer."));
    }
}
