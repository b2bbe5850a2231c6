package dev.weir.batch;

import dev.weir.files.JsonLines;
import dev.weir.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A request of a batch that was not answered.
 *
 * @param customId its maker's name for it
 * @param status of the response; null if the request was not made
 * @param code of the error
 */
public record LineFailure(
        String customId, @Nullable Integer status, String code, String message) {
    private static final int LONGEST = 1 << 20;

    /** Reads the first lines of an error file, and closes it. */
    static List<LineFailure> first(InputStream file, int limit) {
        List<LineFailure> failures = new ArrayList<>();
        try (JsonLines lines = new JsonLines(file, LONGEST)) {
            JsonLines.Line line = lines.next();
            while (line != null && failures.size() < limit) {
                failures.add(of(line));
                line = lines.next();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return failures;
    }

    private static LineFailure of(JsonLines.Line line) {
        byte[] bytes = line.bytes();
        if (bytes == null) {
            return new LineFailure("line " + line.number(), null, "", "The error is too long to be shown.");
        }
        try {
            JsonNode json = Json.MAPPER.readTree(bytes);
            JsonNode response = json.path("response");
            JsonNode error =
                    response.isObject() ? response.path("body").path("error") : json.path("error");
            return new LineFailure(
                    json.path("custom_id").asString("line " + line.number()),
                    response.isObject() ? (Integer) response.path("status_code").asInt(0) : null,
                    error.path("code").asString(error.path("type").asString("")),
                    error.path("message").asString(""));
        } catch (JacksonException e) {
            return new LineFailure("line " + line.number(), null, "", "The error cannot be read.");
        }
    }
}
