package dev.weir.mirror;

import dev.weir.dialect.JsonEdit;
import dev.weir.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Makes copies of requests.
 *
 * @param models Weir's names by the other gateway's; a model that is not among them keeps its name
 */
record Copies(Map<String, String> models) {
    /** The longer endings first. */
    private static final List<String> ENDINGS = List.of(
            "/chat/completions",
            "/messages/count_tokens",
            "/messages",
            "/responses",
            "/completions",
            "/embeddings",
            "/moderations",
            "/rerank");

    /** The Assistants API's messages are not Anthropic's. */
    private static final String THREADS = "/threads/";

    private static final List<String> HEADERS = List.of("content-type", "anthropic-version", "anthropic-beta");
    /** Gateways let callers bring a provider's address and key in the body. */
    private static final List<String> CREDENTIALS = List.of(
            "api_key",
            "api_base",
            "base_url",
            "api_version",
            "organization",
            "headers",
            "extra_headers",
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
            "azure_ad_token",
            "client_secret",
            "vertex_credentials",
            "user_config",
            "fallbacks",
            "litellm_credential_name");

    Copies {
        models = Map.copyOf(models);
    }

    /** Why there is no copy, or the copy. */
    sealed interface Made {
        record Ready(Copy copy) implements Made {}

        record Skipped(String why) implements Made {}
    }

    /** Where Weir answers requests to this path; empty if it answers none such. */
    static Optional<String> path(String path) {
        String bare = path.split("\\?", 2)[0];
        if (bare.contains(THREADS)) {
            return Optional.empty();
        }
        return ENDINGS.stream().filter(bare::endsWith).findFirst().map(ending -> "/v1" + ending);
    }

    Made of(String path, Map<String, String> headers, byte[] body) {
        String ours = path(path).orElse(null);
        if (ours == null) {
            return new Made.Skipped("a path that Weir does not answer");
        }
        JsonNode json = json(body);
        if (json == null || !json.isObject()) {
            return new Made.Skipped("a body that is no JSON object");
        }
        if (json.path("previous_response_id").isString()) {
            return new Made.Skipped("continues a response that only the other gateway keeps");
        }
        String model = json.path("model").asString(deployment(path));
        JsonEdit edit = JsonEdit.of().setText("model", models.getOrDefault(model, model));
        for (String member : CREDENTIALS) {
            edit = json.has(member) ? edit.remove(member) : edit;
        }
        return new Made.Ready(new Copy(ours, model, kept(headers), edit.apply(body)));
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Azure's paths name the model. */
    private static String deployment(String path) {
        int at = path.indexOf("/deployments/");
        return at < 0 ? "" : path.substring(at + 13).split("/", 2)[0];
    }

    private static Map<String, String> kept(Map<String, String> headers) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : HEADERS) {
            String value = headers.get(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        kept.putIfAbsent("content-type", "application/json");
        return kept;
    }
}
