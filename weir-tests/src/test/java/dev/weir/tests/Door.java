package dev.weir.tests;

import dev.weir.testkit.TestingWeir;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The front door, knocked at with plain HTTP/1.1. */
record Door(URI root, @Nullable String key) {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final JsonMapper JSON = JsonMapper.shared();

    static Door of(TestingWeir weir) {
        return new Door(weir.url(), weir.adminKey());
    }

    Door withKey(@Nullable String other) {
        return new Door(root, other);
    }

    /** With a key as it was told when it was made. */
    Door with(JsonNode made) {
        return withKey(made.path("key").asString());
    }

    Door at(URI other) {
        return new Door(other, key);
    }

    /** What came back. */
    record Reply(int status, HttpResponse<byte[]> response) {
        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String header(String name) {
            return Door.header(response, name);
        }
    }

    Reply get(String path) {
        return send("GET", path, null, Map.of());
    }

    Reply post(String path, String body) {
        return send("POST", path, body, Map.of());
    }

    Reply send(String method, String path, @Nullable String body, Map<String, String> headers) {
        return send(request(method, path, body, headers));
    }

    /** Sends, and leaves it to the caller to read what comes back. */
    HttpResponse<InputStream> open(String path, String body, Map<String, String> headers) {
        return sent(request("POST", path, body, headers), BodyHandlers.ofInputStream());
    }

    /** Sends the same so many times at once, and waits for none. */
    List<CompletableFuture<HttpResponse<byte[]>>> postAtOnce(String path, String body, int times) {
        return Stream.generate(
                        () -> CLIENT.sendAsync(request("POST", path, body, Map.of()), BodyHandlers.ofByteArray()))
                .limit(times)
                .toList();
    }

    private static Reply send(HttpRequest request) {
        HttpResponse<byte[]> response = sent(request, BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), response);
    }

    private static <T> HttpResponse<T> sent(HttpRequest request, BodyHandler<T> body) {
        try {
            return CLIENT.send(request, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Sends a body without saying how long it is. */
    Reply postUnsized(String path, byte[] body) {
        return send(HttpRequest.newBuilder(request("POST", path, "", Map.of()), (name, value) -> true)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build());
    }

    HttpRequest request(String method, String path, @Nullable String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        if (body != null && !headers.containsKey("content-type")) {
            request.header("content-type", "application/json");
        }
        headers.forEach(request::header);
        return request.build();
    }

    static HttpClient client() {
        return CLIENT;
    }
}
