package dev.weir.tests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A vendor in OpenAI's chat dialect that tells, where it is asked to, how probable its tokens were. Each of its models
 * says what the test wants, one word a token.
 */
final class Vendor implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final Map<String, Line> later = new ConcurrentHashMap<>();
    private final List<JsonNode> seen = new CopyOnWriteArrayList<>();

    /**
     * What a model says.
     *
     * @param logarithm of each token's probability
     * @param status what is answered instead, unless it is 200
     */
    record Line(String text, double logarithm, String finishReason, int status, boolean knowsLogprobs) {
        static Line of(String text) {
            return new Line(text, -0.01, "stop", 200, true);
        }

        Line unsure() {
            return new Line(text, -3, finishReason, status, knowsLogprobs);
        }

        Line ending(String reason) {
            return new Line(text, logarithm, reason, status, knowsLogprobs);
        }

        Line failing(int code) {
            return new Line(text, logarithm, finishReason, code, knowsLogprobs);
        }

        Line withoutLogprobs() {
            return new Line(text, logarithm, finishReason, status, false);
        }
    }

    Vendor() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::chat);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    void says(String model, Line line) {
        lines.put(model, line);
    }

    /** Says one thing first and another from then on. */
    void saysThen(String model, Line first, Line then) {
        lines.put(model, first);
        later.put(model, then);
    }

    /** The requests to a model, in their order. */
    List<JsonNode> asked(String model) {
        return seen.stream()
                .filter(request -> request.path("model").asString().equals(model))
                .toList();
    }

    void forget() {
        seen.clear();
        lines.clear();
        later.clear();
    }

    private void chat(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        seen.add(request);
        String model = request.path("model").asString();
        Line line = lines.getOrDefault(model, Line.of("Hello there."));
        Line next = later.remove(model);
        if (next != null) {
            lines.put(model, next);
        }
        boolean logprobs = request.path("logprobs").asBoolean(false);
        if (logprobs && !line.knowsLogprobs) {
            send(exchange, 400, "application/json", """
                    {"error": {"message": "logprobs is not supported with this model", "type": "invalid_request_error"}}""");
        } else if (line.status != 200) {
            send(exchange, line.status, "application/json", """
                    {"error": {"message": "told to fail", "type": "server_error"}}""");
        } else if (request.path("stream").asBoolean(false)) {
            send(exchange, 200, "text/event-stream", events(line, logprobs));
        } else {
            send(exchange, 200, "application/json", whole(line, logprobs));
        }
    }

    private static List<String> words(Line line) {
        return Stream.of(line.text.split("(?<= )"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String logprobs(List<String> words, Line line, boolean wanted) {
        return !wanted
                ? "null"
                : "{\"content\": "
                        + words.stream()
                                .map(word -> "{\"token\": " + JSON.writeValueAsString(word) + ", \"logprob\": "
                                        + line.logarithm + ", \"top_logprobs\": []}")
                                .toList()
                        + ", \"refusal\": null}";
    }

    private static String usage(List<String> words) {
        return "{\"prompt_tokens\": 10, \"completion_tokens\": " + words.size() + ", \"total_tokens\": "
                + (10 + words.size()) + "}";
    }

    private static String whole(Line line, boolean logprobs) {
        List<String> words = words(line);
        return """
                {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, \
                "message": {"role": "assistant", "content": %s}, "logprobs": %s, "finish_reason": "%s"}], "usage": %s}""".formatted(
                JSON.writeValueAsString(line.text), logprobs(words, line, logprobs), line.finishReason, usage(words));
    }

    private static String events(Line line, boolean logprobs) {
        List<String> words = words(line);
        StringBuilder events = new StringBuilder();
        for (String word : words) {
            event(
                    events,
                    "{\"content\": " + JSON.writeValueAsString(word) + "}",
                    "null",
                    logprobs(List.of(word), line, logprobs));
        }
        event(events, "{}", "\"" + line.finishReason + "\"", "null");
        events.append("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":")
                .append(usage(words))
                .append("}\n\ndata: [DONE]\n\n");
        return events.toString();
    }

    private static void event(StringBuilder events, String delta, String reason, String logprobs) {
        events.append("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",")
                .append("\"choices\":[{\"index\":0,\"delta\":")
                .append(delta)
                .append(",\"logprobs\":")
                .append(logprobs)
                .append(",\"finish_reason\":")
                .append(reason)
                .append("}]}\n\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
