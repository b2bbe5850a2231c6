package dev.weir.console;

import dev.weir.http.Access;
import dev.weir.http.EventLoops;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.Routes;
import dev.weir.http.WebServer;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import dev.weir.tenancy.SameOrigin;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The console on a real server over sources that hold made-up data. The cookie names the role. */
final class FakeServer implements AutoCloseable {
    private final EventLoops loops = new EventLoops();
    private final WebServer server;

    FakeServer(int port, boolean filled, boolean open) throws IOException {
        FakeTraces traces = new FakeTraces(filled);
        Sources sources = new Sources(
                new FakeLogins(),
                principal -> new Place("Halden", "support", true, "One node, all projections current"),
                new FakeHome(filled, traces),
                principal -> List.of("weir/extractive", "small", "support-main"),
                new FakeRoutes(filled),
                traces,
                new FakeKnowledge(filled),
                new FakeBatches(filled),
                new FakeKeys(filled),
                new FakeAudit(filled),
                new FakeCosts(filled),
                new FakeBilling(filled),
                principal -> filled ? List.of(FakeKeys.NOTICE) : List.of());
        List<Route> routes = new ArrayList<>();
        Console console = new Console(sources, () -> routes, InstantSource.fixed(FakeTraces.NOW), null);
        routes.addAll(api().list());
        routes.addAll(console.routes().list());
        server = new WebServer(
                loops,
                new WebServer.Options("127.0.0.1", port, 1 << 22, 64, Duration.ofSeconds(1)),
                routes,
                request -> identify(request, open),
                Map.of("", console.errors()),
                (id, method, path, principal, refused) -> {},
                new IdSource(Clock.SYSTEM));
        server.start();
    }

    /** Routes that the pages link to, and one to be described. */
    private static Routes api() {
        return new Routes()
                .post(
                        "/v1/chat/completions",
                        Access.from(Role.DEVELOPER),
                        "Continues a conversation.",
                        "{\"model\": \"weir/extractive\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}",
                        FakeChat::answer)
                .get(
                        "/api/exchanges/{id}",
                        Access.from(Role.VIEWER),
                        "One exchange.",
                        request -> Json.ok(Map.of("id", request.path("id"))))
                .get("/api/kb/{name}/files/{path*}", Access.from(Role.VIEWER), "A file.", request -> Json.ok(Map.of()))
                .get("/v1/files/{id}/content", Access.from(Role.DEVELOPER), "A file.", request -> Json.ok(Map.of()))
                .get("/api/usage", Access.from(Role.VIEWER), "Usage.", request -> Json.ok(Map.of()))
                .get("/healthz", Access.OPEN, "Whether the process runs.", request -> Response.text(200, "ok"));
    }

    int port() {
        return server.port();
    }

    private static Principal identify(Request request, boolean open) {
        String cookie = request.header("cookie").orElse(open ? "weir=owner" : "");
        if (!cookie.startsWith("weir=")) {
            throw new Refusal(ErrorCode.MISSING_KEY, "There is no key.");
        }
        SameOrigin.demand(request);
        return principal(cookie);
    }

    private static Principal principal(String cookie) {
        Role role = Role.valueOf(cookie.substring(5).toUpperCase(Locale.ROOT));
        return new Principal(
                new KeyId("key_01KAWEBCHAT"),
                "ines",
                new OrganizationId("org_halden"),
                new ProjectId("proj_support"),
                role,
                false);
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }

    /** A right key is the name of a role. */
    private static final class FakeLogins implements LoginSource {
        @Override
        public Login login(Request request, String key) {
            try {
                Role.valueOf(key.toUpperCase(Locale.ROOT));
                return new Login.SignedIn("weir=" + key + "; HttpOnly; SameSite=Strict; Path=/");
            } catch (IllegalArgumentException e) {
                return new Login.Rejected("No key of this server ends in …" + key + ".");
            }
        }

        @Override
        public Optional<Principal> signedIn(Request request) {
            return request.header("cookie")
                    .filter(cookie -> cookie.startsWith("weir="))
                    .map(FakeServer::principal);
        }

        @Override
        public String logout(Request request) {
            return "weir=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";
        }
    }

    /**
     * Serves the made-up console until it is stopped.
     *
     * @param args the port, and {@code empty} for a console that has nothing to show
     */
    public static void main(String[] args) throws Exception {
        boolean filled = args.length < 2 || !args[1].equals("empty");
        try (FakeServer server = new FakeServer(Integer.parseInt(args[0]), filled, true)) {
            System.out.println("http://127.0.0.1:" + server.port() + "/console");
            Thread.sleep(Duration.ofMinutes(30));
        }
    }
}
