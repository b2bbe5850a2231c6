package dev.weir.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Access;
import dev.weir.http.ErrorFormat;
import dev.weir.http.EventLoops;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.Routes;
import dev.weir.http.WebServer;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TenancyRoutesTest {
    @TempDir
    Path dir;

    private final EventLoops loops = new EventLoops();
    private final HttpClient client = HttpClient.newHttpClient();
    private House house;
    private WebServer server;

    @BeforeEach
    void open() throws Exception {
        house = new House(dir);
        List<Route> routes = new ArrayList<>(house.room.routes());
        routes.addAll(consoleRoutes(house.room));
        server = new WebServer(
                loops,
                new WebServer.Options("127.0.0.1", 0, 1 << 20, 100, Duration.ofSeconds(1)),
                routes,
                house.room.authenticator(),
                Map.of("", (ErrorFormat) TenancyRoutesTest::error),
                (id, method, path, principal, refused) -> {},
                new IdSource(Clock.SYSTEM));
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
        loops.close();
        house.close();
        client.close();
    }

    /** What the console does with the logins, without its pages. */
    private static List<Route> consoleRoutes(TenancyRoom room) {
        return new Routes()
                .post("/login", Access.OPEN, "Signs in.", "", request -> {
                    SameOrigin.demand(request);
                    String key = new String(request.body(), StandardCharsets.UTF_8);
                    return Response.empty(204)
                            .with(
                                    "set-cookie",
                                    room.logins().login(request, key).cookie());
                })
                .post(
                        "/logout",
                        Access.OPEN,
                        "Signs out.",
                        "",
                        request -> Response.empty(204)
                                .with("set-cookie", room.logins().logout(request)))
                .post("/change", Access.from(Role.VIEWER), "Changes something.", "", request -> Response.empty(204))
                .list();
    }

    private static Response error(Refused refused, Request request) {
        return Response.json(
                refused.status(),
                Json.bytes(Map.of(
                        "code", refused.code().wire(),
                        "message", refused.message(),
                        "field", String.valueOf(refused.field()),
                        "hint", String.valueOf(refused.hint()))));
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> as(String key, String method, String path, String body) throws Exception {
        return send(method, path, body, "authorization", "Bearer " + key);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(HttpResponse<String> response, String field) {
        return json(response).get(field).asString();
    }

    private String newKey(String body) throws Exception {
        HttpResponse<String> created = as(house.ownerKey(), "POST", "/api/keys", body);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return text(created, "key");
    }

    @Test
    void aKeyWorksFromItsCreationToItsRevocationAndNotOneRequestLonger() throws Exception {
        HttpResponse<String> created =
                as(house.ownerKey(), "POST", "/api/keys", "{\"name\": \"backend\", \"role\": \"viewer\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        String key = text(created, "key");
        assertThat(text(created, "id")).startsWith("key_");
        assertThat(text(created, "created_at")).isEqualTo("2026-03-04T05:06:07Z");
        assertThat(as(key, "GET", "/api/me", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/api/me", "", "x-api-key", key).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/api/me", "", "api-key", key).statusCode()).isEqualTo(200);

        HttpResponse<String> revoked = as(house.ownerKey(), "DELETE", "/api/keys/" + text(created, "id"), "");
        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(text(revoked, "revoked_at")).isEqualTo("2026-03-04T05:06:07Z");
        HttpResponse<String> after = as(key, "GET", "/api/me", "");
        assertThat(after.statusCode()).isEqualTo(401);
        assertThat(text(after, "message")).contains("'backend'", "revoked on 2026-03-04T05:06:07Z");
    }

    @Test
    void aListShowsNoKeysTextAndLeavesRevokedOnesOutUnlessAsked() throws Exception {
        newKey("{\"name\": \"one\"}");
        String id = house.principal(newKey("{\"name\": \"two\"}")).key().value();
        as(house.ownerKey(), "DELETE", "/api/keys/" + id, "");
        HttpResponse<String> live = as(house.ownerKey(), "GET", "/api/keys", "");
        assertThat(json(live).get("data").findValuesAsString("name")).containsExactlyInAnyOrder("admin", "cli", "one");
        assertThat(json(live).get("data").findValues("key")).isEmpty();
        HttpResponse<String> all = as(house.ownerKey(), "GET", "/api/keys?revoked=true", "");
        assertThat(json(all).get("data").findValuesAsString("name")).contains("two");
    }

    @Test
    void listsPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            newKey("{\"name\": \"key " + i + "\"}");
            house.clock.forward(Duration.ofSeconds(1));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(as(house.ownerKey(), "GET", "/api/keys?limit=2&cursor=" + cursor, ""));
            seen.addAll(page.get("data").findValuesAsString("name"));
            cursor = page.get("next").isNull() ? "" : page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(7).doesNotHaveDuplicates().endsWith("key 3", "key 4");
        HttpResponse<String> wrong = as(house.ownerKey(), "GET", "/api/keys?cursor=nonsense", "");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(text(wrong, "field")).isEqualTo("cursor");
    }

    @Test
    void aWrongKeyIsToldWhyItIsWrong() throws Exception {
        String key = house.ownerKey();
        String typo = key.substring(0, 20) + (key.charAt(20) == 'x' ? 'y' : 'x') + key.substring(21);
        assertRefused(send("GET", "/api/me", ""), 401, "missing_key", "Authorization: Bearer");
        assertRefused(as(typo, "GET", "/api/me", ""), 401, "invalid_key", "checksum does not match");
        assertRefused(as(key.substring(0, 30), "GET", "/api/me", ""), 401, "invalid_key", "has 30 characters");
        assertRefused(as("sk-something", "GET", "/api/me", ""), 401, "invalid_key", "start with wk_");
        String stranger = KeyText.make(new java.security.SecureRandom());
        assertRefused(as(stranger, "GET", "/api/me", ""), 401, "invalid_key", "not known here");
        assertRefused(
                send("GET", "/api/me", "", "authorization", "Basic YTpi"), 401, "invalid_key", "not 'Bearer <key>'");
        assertThat(send("GET", "/api/me", "", "authorization", "Basic YTpi", "x-api-key", key)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFloodOfWrongKeysIsSlowedAndRightOnesPass() throws Exception {
        for (int i = 0; i < 110; i++) {
            as("wrong", "GET", "/api/me", "");
        }
        assertRefused(as("wrong", "GET", "/api/me", ""), 429, "rate_limited", "wrong key");
        assertThat(as(house.ownerKey(), "GET", "/api/me", "").statusCode()).isEqualTo(200);
        house.clock.forward(Duration.ofSeconds(1));
        assertThat(as("wrong", "GET", "/api/me", "").statusCode()).isEqualTo(401);
    }

    @Test
    void rolesThatMayNotManageKeysAreToldWhichOneMay() throws Exception {
        for (String role : List.of("developer", "viewer")) {
            String key = newKey("{\"name\": \"low\", \"role\": \"" + role + "\"}");
            assertRefused(as(key, "POST", "/api/keys", "{\"name\": \"x\"}"), 403, "forbidden", "needs admin");
            assertRefused(as(key, "GET", "/api/keys", ""), 403, "forbidden", "needs admin");
            assertRefused(as(key, "DELETE", "/api/keys/key_x", ""), 403, "forbidden", "needs admin");
            assertRefused(as(key, "POST", "/api/projects", "{\"name\": \"x\"}"), 403, "forbidden", "needs admin");
        }
        String admin = newKey("{\"name\": \"admin\", \"role\": \"admin\"}");
        assertRefused(
                as(admin, "POST", "/api/keys", "{\"name\": \"x\", \"role\": \"owner\"}"),
                403,
                "forbidden",
                "cannot create one with more: owner");
    }

    @Test
    void fieldsThatAreNotThereYetAndValuesThatMakeNoSenseAreRefusedByName() throws Exception {
        assertRefused(key("{\"name\": \"x\", \"limits\": {\"rps\": 1}}"), 400, "invalid_request", "'limits.rps'");
        assertRefused(key("{\"name\": \"x\", \"limits\": {\"rpm\": []}}"), 400, "invalid_request", "'limits.rpm'");
        assertRefused(key("{\"name\": \"x\", \"permissions\": [\"fly\"]}"), 400, "invalid_request", "'fly'");
        assertRefused(key("{\"name\": \"x\", \"role\": \"god\"}"), 400, "invalid_request", "no role 'god'");
        assertRefused(key("{}"), 400, "invalid_request", "name is missing");
        assertRefused(key("{\"name\": \"" + "x".repeat(65) + "\"}"), 400, "invalid_request", "65 characters");
        assertRefused(key("{\"name\": \"x\", \"project\": \"nowhere\"}"), 404, "not_found", "no project 'nowhere'");
        assertRefused(key("{"), 400, "invalid_json", "not JSON");
        assertRefused(as(house.ownerKey(), "DELETE", "/api/keys/nonsense", ""), 404, "not_found", "not the id");
    }

    private HttpResponse<String> key(String body) throws Exception {
        return as(house.ownerKey(), "POST", "/api/keys", body);
    }

    @Test
    void aKeyForAllProjectsChoosesOneByIdOrNameAndOthersCannot() throws Exception {
        HttpResponse<String> created = as(house.ownerKey(), "POST", "/api/projects", "{\"name\": \"my search\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        String project = text(created, "id");
        assertThat(project).startsWith("proj_");
        assertThat(projectOf(as(house.ownerKey(), "GET", "/api/me?project=" + project, "")))
                .isEqualTo(project);
        assertThat(projectOf(as(house.ownerKey(), "GET", "/api/me?project=my%20search", "")))
                .isEqualTo(project);
        assertThat(projectOf(send("GET", "/api/me", "", "x-api-key", house.ownerKey(), "x-weir-project", "my search")))
                .isEqualTo(project);

        String bound = newKey("{\"name\": \"bound\", \"project\": \"default\"}");
        HttpResponse<String> hidden = as(bound, "GET", "/api/me?project=" + project, "");
        HttpResponse<String> absent = as(bound, "GET", "/api/me?project=proj_absent", "");
        assertThat(hidden.statusCode()).isEqualTo(404);
        assertThat(hidden.body().replace(project, "proj_absent")).isEqualTo(absent.body());
        assertThat(as(bound, "GET", "/api/me?project=default", "").statusCode()).isEqualTo(200);
        assertThat(json(as(bound, "GET", "/api/projects", "")).get("data")).hasSize(1);
        assertRefused(
                as(house.ownerKey(), "POST", "/api/projects", "{\"name\": \"my search\"}"), 409, "conflict", "already");
    }

    private static String projectOf(HttpResponse<String> me) {
        return json(me).get("project").get("id").asString();
    }

    @Test
    void aLoginActsByItsCookieUntilItEnds() throws Exception {
        HttpResponse<String> login = login(house.ownerKey());
        String header = login.headers().firstValue("set-cookie").orElseThrow();
        assertThat(header).contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=604800");
        String cookie = "theme=dark; " + header.substring(0, header.indexOf(';'));
        assertThat(send("GET", "/api/me", "", "cookie", cookie).statusCode()).isEqualTo(200);
        send("POST", "/logout", "", "cookie", cookie);
        assertRefused(send("GET", "/api/me", "", "cookie", cookie), 401, "invalid_key", "login has ended");
    }

    @Test
    void aLoginEndsWithItsKeyAndWhenItIsLeftAloneAndInAnyCaseAfterAWeek() throws Exception {
        String key = newKey("{\"name\": \"person\", \"role\": \"developer\"}");
        String ended = cookie(login(key));
        house.tenancy.revokeKey(house.owner(), house.principal(key).key());
        assertThat(send("GET", "/api/me", "", "cookie", ended).statusCode()).isEqualTo(401);

        String idle = cookie(login(house.ownerKey()));
        String busy = cookie(login(house.ownerKey()));
        Instant start = house.clock.instant();
        while (house.clock.instant().isBefore(start.plus(ConsoleLogins.LONGEST))) {
            assertThat(send("GET", "/api/me", "", "cookie", busy).statusCode()).isEqualTo(200);
            house.clock.forward(Duration.ofHours(11));
        }
        assertThat(send("GET", "/api/me", "", "cookie", idle).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/api/me", "", "cookie", busy).statusCode()).isEqualTo(401);
    }

    @Test
    void loginsSurviveARestart() throws Exception {
        String cookie = cookie(login(house.ownerKey()));
        server.close();
        house.close();
        try (House again = new House(dir)) {
            String token = cookie.substring(cookie.indexOf('=') + 1);
            assertThat(again.room.logins().holds(token)).isTrue();
            assertThat(again.room.logins().holds(token + "x")).isFalse();
        }
        house = new House(dir);
    }

    @Test
    void anotherSiteCannotActThroughALogin() throws Exception {
        String cookie = cookie(login(house.ownerKey()));
        String own = "http://127.0.0.1:" + server.port();
        assertThat(change(cookie, "origin", own)).isEqualTo(204);
        assertThat(change(cookie, "sec-fetch-site", "same-origin")).isEqualTo(204);
        assertThat(change(cookie, "x-forwarded-host", "weir.example", "origin", "https://weir.example"))
                .isEqualTo(204);
        assertThat(change(cookie)).isEqualTo(403);
        assertThat(change(cookie, "origin", "null")).isEqualTo(403);
        assertThat(change(cookie, "origin", "http://evil.example")).isEqualTo(403);
        assertThat(change(cookie, "sec-fetch-site", "same-site", "origin", own)).isEqualTo(403);
        assertThat(change(cookie, "sec-fetch-site", "cross-site")).isEqualTo(403);
        assertThat(send("POST", "/login", house.ownerKey(), "origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/change", "", "x-api-key", house.ownerKey(), "origin", "http://a.example")
                        .statusCode())
                .isEqualTo(204);
    }

    private int change(String cookie, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("cookie", cookie));
        all.addAll(List.of(headers));
        return send("POST", "/change", "", all.toArray(String[]::new)).statusCode();
    }

    private HttpResponse<String> login(String key) throws Exception {
        return send("POST", "/login", key, "sec-fetch-site", "same-origin");
    }

    private static String cookie(HttpResponse<String> login) {
        String header = login.headers().firstValue("set-cookie").orElseThrow();
        return header.substring(0, header.indexOf(';'));
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code, String message) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(text(response, "code")).isEqualTo(code);
        assertThat(text(response, "message")).contains(message);
    }
}
