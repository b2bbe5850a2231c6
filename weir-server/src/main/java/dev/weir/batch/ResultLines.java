package dev.weir.batch;

import dev.weir.http.Json;
import dev.weir.http.Response;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The lines of output and error files, in OpenAI's format. */
final class ResultLines {
    private ResultLines() {}

    /** A request that was made. */
    static Result of(InputLine.Good line, String lineId, String requestId, Response.Full response) {
        boolean ok = response.status() >= 200 && response.status() < 300;
        JsonNode usage = usage(response.body());
        return new Result(
                line.number(),
                ok,
                number(usage, "prompt_tokens", "input_tokens"),
                number(usage.path("prompt_tokens_details"), "cached_tokens", "cached_tokens")
                        + number(usage.path("input_tokens_details"), "cached_tokens", "cached_tokens"),
                number(usage, "completion_tokens", "output_tokens"),
                number(usage.path("completion_tokens_details"), "reasoning_tokens", "reasoning_tokens")
                        + number(usage.path("output_tokens_details"), "reasoning_tokens", "reasoning_tokens"),
                json(line.customId(), lineId, out -> {
                    out.writeObjectPropertyStart("response");
                    out.writeNumberProperty("status_code", response.status());
                    out.writeStringProperty("request_id", requestId);
                    out.writeName("body");
                    out.writeRawValue(new String(onOneLine(response.body()), java.nio.charset.StandardCharsets.UTF_8));
                    out.writeEndObject();
                    out.writeNullProperty("error");
                }));
    }

    /** A request that was not made. */
    static byte[] unmade(String customId, String lineId, String code, String message) {
        return json(customId, lineId, out -> {
            out.writeNullProperty("response");
            out.writeObjectPropertyStart("error");
            out.writeStringProperty("code", code);
            out.writeStringProperty("message", message);
            out.writeEndObject();
        });
    }

    private interface Rest {
        void write(JsonGenerator out);
    }

    private static byte[] json(String customId, String lineId, Rest rest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringProperty("id", lineId);
            out.writeStringProperty("custom_id", customId);
            rest.write(out);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** Line ends in JSON stand only between its parts, where a space does as well. */
    private static byte[] onOneLine(byte[] json) {
        if (json.length == 0) {
            return new byte[] {'n', 'u', 'l', 'l'};
        }
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    private static JsonNode usage(byte[] body) {
        try {
            JsonNode usage = Json.MAPPER.readTree(body).path("usage");
            return usage.isObject() ? usage : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static long number(@Nullable JsonNode node, String name, String other) {
        return node == null ? 0 : node.path(name).asLong(node.path(other).asLong(0));
    }
}
