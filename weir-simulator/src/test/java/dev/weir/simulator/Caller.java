package dev.weir.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An ordinary HTTP client of a simulator, as the tests need it. */
final class Caller implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client;
    private final Simulator simulator;

    Caller(Simulator simulator) {
        this(simulator, HttpClient.Version.HTTP_1_1);
    }

    Caller(Simulator simulator, HttpClient.Version version) {
        this.simulator = simulator;
        this.client = HttpClient.newBuilder().version(version).build();
    }

    static String chat(String model, String text, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":"
                + JSON.writeValueAsString(text) + "}]" + more + "}";
    }

    static String chat(String text) {
        return chat("sim", text, "");
    }

    static String streaming(String text) {
        return chat("sim", text, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
    }

    HttpRequest post(String path, String body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(at("/v1/" + path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    HttpResponse<String> chatCompletion(String body, String... headers) throws IOException, InterruptedException {
        return send(post("chat/completions", body, headers));
    }

    JsonNode answer(String body, String... headers) throws IOException, InterruptedException {
        return JSON.readTree(chatCompletion(body, headers).body());
    }

    JsonNode embeddings(String body) throws IOException, InterruptedException {
        return JSON.readTree(send(post("embeddings", body)).body());
    }

    InputStream open(String body, String... headers) throws IOException, InterruptedException {
        return client.send(post("chat/completions", body, headers), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).build());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).DELETE().build());
    }

    HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    HttpClient client() {
        return client;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI at(String path) {
        return simulator.root().resolve(path);
    }

    /** The data of every event of a stream, without the closing {@code [DONE]}, which has to be there. */
    static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        List<String> blocks = List.of(stream.split("\n\n"));
        for (String block : blocks.subList(0, blocks.size() - 1)) {
            events.add(JSON.readTree(block.substring("data: ".length())));
        }
        if (!stream.endsWith("data: [DONE]\n\n")) {
            throw new AssertionError("no [DONE] at the end of " + stream);
        }
        return events;
    }

    static void eventually(Duration limit, BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("did not come about within " + limit);
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
