package dev.weir.knowledge;

import dev.weir.http.ErrorFormat;
import dev.weir.http.EventLoops;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.WebServer;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Permission;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import dev.weir.store.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The room behind a real server. Header {@code x-project} chooses the project, {@code x-role} the role. */
final class KnowledgeServer implements AutoCloseable {
    static final IdSource IDS = new IdSource(Clock.SYSTEM);

    private final Database database;
    private final KnowledgeRoom room;
    private final EventLoops loops = new EventLoops();
    private final WebServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    KnowledgeServer(Path directory) throws IOException {
        database = Database.open(directory.resolve("weir.db"), KnowledgeRoom.MIGRATIONS);
        room = new KnowledgeRoom(database, directory.resolve("indexes"), Clock.SYSTEM, IDS);
        server = new WebServer(
                loops,
                new WebServer.Options("127.0.0.1", 0, 8 << 20, 64, Duration.ofSeconds(2)),
                room.routes(),
                KnowledgeServer::principal,
                Map.of("", errors()),
                (requestId, method, path, principal, refused) -> {},
                IDS);
        server.start();
    }

    private static ErrorFormat errors() {
        return (refused, request) -> {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", refused.code().wire());
            error.put("message", refused.message());
            error.put("field", refused.field());
            error.put("hint", refused.hint());
            return Response.json(refused.status(), Json.bytes(Map.of("error", error)));
        };
    }

    private static Principal principal(Request request) {
        return principal(
                request.header("x-project").orElse("one"),
                Role.valueOf(request.header("x-role").orElse("DEVELOPER")));
    }

    static Principal principal(String project, Role role) {
        return new Principal(
                new KeyId("key_" + project),
                project,
                new OrganizationId("org_test"),
                new ProjectId("proj_" + project),
                role,
                false,
                Set.of(Permission.ACT_AS),
                null);
    }

    KnowledgeRoom room() {
        return room;
    }

    /** A reply's status and body, missing where it is empty. */
    record Reply(int status, JsonNode body) {
        JsonNode data() {
            return body.path("data");
        }

        String message() {
            return body.path("error").path("message").asString("");
        }
    }

    Reply get(String path) {
        return send("GET", path, "", Map.of());
    }

    Reply post(String path, String body) {
        return send("POST", path, body, Map.of());
    }

    Reply delete(String path) {
        return send("DELETE", path, "", Map.of());
    }

    Reply send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!headers.containsKey("content-type")) {
            request.header("content-type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(
                    response.statusCode(),
                    response.body().length == 0 ? MissingNode.getInstance() : Json.tree(response.body()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until all documents of a base have vectors. */
    void awaitReady(String name) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (get("/api/kb/" + name).body().path("unfinished").asInt() > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(get("/api/kb/" + name + "/documents").body());
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        server.close();
        loops.close();
        room.close();
        database.close();
    }
}
