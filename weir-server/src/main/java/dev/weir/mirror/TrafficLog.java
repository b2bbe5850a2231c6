package dev.weir.mirror;

import dev.weir.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Recorded requests, one JSON object a line, as the input of OpenAI's batches has them: {@code {"url":
 * "/v1/chat/completions", "body": {…}}}; {@code headers} are optional. A line may hold the answer that the other gateway
 * gave: {@code "response": {"status_code": 200, "headers": {…}, "body": …, "first_byte_ms": 120, "total_ms": 900}}, where
 * the body of a stream is its text.
 */
public final class TrafficLog implements AutoCloseable {
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "upgrade",
            "expect",
            "accept-encoding");

    private final BufferedReader lines;
    private final Path file;
    private long number;

    /**
     * @throws IOException if the file cannot be read
     */
    public TrafficLog(Path file) throws IOException {
        this.file = file;
        this.lines = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    }

    /** A recorded request, and the answer if there is one. */
    public record Entry(
            String path,
            Map<String, String> headers,
            byte[] body,
            @Nullable Told recorded) {}

    /**
     * The next request; empty at the end.
     *
     * @throws IOException if the file cannot be read, or a line is no request; the message names the line
     */
    public Optional<Entry> next() throws IOException {
        String line = read();
        while (line != null && line.isBlank()) {
            line = read();
        }
        if (line == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(entry(Json.MAPPER.readTree(line)));
        } catch (JacksonException e) {
            throw wrong("it is not JSON");
        }
    }

    private @Nullable String read() throws IOException {
        number++;
        try {
            return lines.readLine();
        } catch (CharacterCodingException e) {
            throw wrong("it is not UTF-8");
        }
    }

    private IOException wrong(String what) {
        return new IOException(file + ", line " + number + ": " + what
                + ". A line is {\"url\": \"/v1/chat/completions\", \"body\": {…}}.");
    }

    private Entry entry(JsonNode line) throws IOException {
        String path = line.path("url").asString(line.path("path").asString(""));
        if (!isPath(path) || !line.path("body").isObject()) {
            throw wrong(isPath(path) ? "'body' is no object" : "'url' is no path");
        }
        return new Entry(
                path,
                sendable(headers(line.path("headers"))),
                Json.bytes(line.path("body")),
                recorded(line.path("response")));
    }

    private static boolean isPath(String text) {
        try {
            return text.startsWith("/") && text.equals(new URI(text).toString());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Map<String, String> headers(JsonNode headers) {
        Map<String, String> plain = new LinkedHashMap<>();
        headers.properties()
                .forEach(header -> plain.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().asString(header.getValue().toString())));
        plain.putIfAbsent("content-type", "application/json");
        return plain;
    }

    /** Without those of the connection on which the request was recorded. */
    private static Map<String, String> sendable(Map<String, String> headers) {
        headers.keySet().removeAll(OF_THE_CONNECTION);
        return headers;
    }

    private static @Nullable Told recorded(JsonNode response) {
        if (!response.isObject()) {
            return null;
        }
        JsonNode body = response.path("body");
        Map<String, String> headers = headers(response.path("headers"));
        boolean text = body.isString();
        return new Told(
                response.path("status_code").asInt(200),
                true,
                text ? "text/event-stream" : headers.getOrDefault("content-type", "application/json"),
                text ? body.asString().getBytes(StandardCharsets.UTF_8) : Json.bytes(body),
                nanos(response.path("first_byte_ms")),
                nanos(response.path("total_ms")),
                Asking.cost(headers::get),
                "");
    }

    private static long nanos(JsonNode millis) {
        return millis.isNumber() ? (long) (millis.asDouble() * 1e6) : -1;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
