package dev.weir.cli;

import dev.weir.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the JSON of server-sent events as they come. */
final class EventStream implements AutoCloseable {
    private static final String DATA = "data:";
    private final BufferedReader lines;

    EventStream(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next event; null after the last. */
    @Nullable
    JsonNode next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(DATA)) {
                data.append(line.substring(DATA.length()).strip());
            } else if (line.isEmpty() && !data.isEmpty()) {
                return data.toString().equals("[DONE]") ? null : Json.MAPPER.readTree(data.toString());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
