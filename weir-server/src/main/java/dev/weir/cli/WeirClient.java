package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Talks to a running server as any client would.
 *
 * <p>Whatever is not an answer is a {@link CommandFailure}: with the server's own words and hint where it refused.
 */
final class WeirClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ServerAddress address;
    private final @Nullable String project;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /**
     * @param project the project's name or id; null for the key's own
     */
    WeirClient(ServerAddress address, @Nullable String project) {
        this.address = address;
        this.project = project;
    }

    URI url() {
        return address.url();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return json(request(path).GET());
    }

    JsonNode delete(String path) throws IOException, InterruptedException {
        return delete(path, null);
    }

    /**
     * @param tag what is to be there; null for anything
     */
    JsonNode delete(String path, @Nullable String tag) throws IOException, InterruptedException {
        return json(expecting(tag, request(path).DELETE()));
    }

    JsonNode put(String path, Object body) throws IOException, InterruptedException {
        return put(path, body, null);
    }

    /**
     * @param tag what is to be there; null for anything
     */
    JsonNode put(String path, Object body, @Nullable String tag) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofByteArray(Json.bytes(body)));
        return json(expecting(tag, request));
    }

    JsonNode patch(String path, Object body) throws IOException, InterruptedException {
        return json(request(path)
                .header("content-type", "application/json")
                .method("PATCH", BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    private static HttpRequest.Builder expecting(@Nullable String tag, HttpRequest.Builder request) {
        return tag == null ? request : request.header("if-match", tag);
    }

    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return post(path, "application/json", BodyPublishers.ofByteArray(Json.bytes(body)));
    }

    JsonNode post(String path, String type, BodyPublisher body) throws IOException, InterruptedException {
        return json(request(path).header("content-type", type).POST(body));
    }

    /** As {@link #post}, but a refusal is returned as well: its status is 400 or more. */
    Reply tryPost(String path, String type, BodyPublisher body) throws IOException, InterruptedException {
        return reply(request(path).header("content-type", type).POST(body));
    }

    /** A status and the JSON that came with it. */
    record Reply(int status, JsonNode body) {}

    /** The answer whatever it is; the caller closes the body. */
    HttpResponse<InputStream> open(String path, Object body) throws IOException, InterruptedException {
        return send(request(path)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    /** The events of a streamed answer; the caller closes the body. */
    HttpResponse<InputStream> stream(String path, Object body) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = open(path, body);
        if (response.statusCode() >= 400) {
            throw ApiFailure.of(response.statusCode(), tree(response));
        }
        return response;
    }

    /** A body as it comes; the caller closes it. */
    InputStream download(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = send(request(path).GET());
        if (response.statusCode() >= 400) {
            throw ApiFailure.of(response.statusCode(), tree(response));
        }
        return response.body();
    }

    /** The status of a page that is not JSON. */
    int status(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = send(request(path).GET());
        response.body().close();
        return response.statusCode();
    }

    /** Text as it stands in a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.url() + path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + address.key());
        return project == null ? request : request.header("x-weir-project", project);
    }

    private JsonNode json(HttpRequest.Builder request) throws IOException, InterruptedException {
        Reply reply = reply(request);
        if (reply.status() >= 400) {
            throw ApiFailure.of(reply.status(), reply.body());
        }
        return reply.body();
    }

    private Reply reply(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = send(request);
        return new Reply(response.statusCode(), tree(response));
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw address.silent();
        }
    }

    static JsonNode tree(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readAllBytes();
            return bytes.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new CommandFailure(response.uri() + " answered " + response.statusCode()
                    + " with something that is not JSON. Is it a Weir?");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
