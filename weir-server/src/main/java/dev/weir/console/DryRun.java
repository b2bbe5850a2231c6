package dev.weir.console;

import dev.weir.http.Json;
import dev.weir.http.Request;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request to be explained, as the address of the page holds it.
 *
 * @param model empty if nothing is asked
 * @param tokens the most tokens of the answer; 0 for no limit
 * @param regions separated by commas
 * @param image whether it carries a picture
 * @param tools whether it offers tools
 */
public record DryRun(String model, String text, int tokens, String regions, boolean image, boolean tools) {
    private static final int MOST_TOKENS = 10_000_000;

    static DryRun of(Request request) {
        return new DryRun(
                request.query("model").orElse("").strip(),
                request.query("text").orElse("").strip(),
                request.query("max_tokens", 0, 0, MOST_TOKENS),
                request.query("regions").orElse("").strip(),
                request.query("image").isPresent(),
                request.query("tools").isPresent());
    }

    boolean isAsked() {
        return !model.isEmpty();
    }

    /** The chat request. */
    byte[] body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("messages", List.of(Map.of("role", "user", "content", image ? withImage() : text)));
        if (tokens > 0) {
            body.put("max_tokens", tokens);
        }
        if (tools) {
            body.put("tools", List.of(Map.of("type", "function", "function", Map.of("name", "look_up"))));
        }
        if (!regions.isEmpty()) {
            body.put("weir", Map.of("regions", regionNames()));
        }
        return Json.bytes(body);
    }

    private List<Map<String, Object>> withImage() {
        return List.of(
                Map.of("type", "text", "text", text),
                Map.of("type", "image_url", "image_url", Map.of("url", "data:image/png;base64,")));
    }

    private List<String> regionNames() {
        return Arrays.stream(regions.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
