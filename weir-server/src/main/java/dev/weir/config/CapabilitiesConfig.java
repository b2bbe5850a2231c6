package dev.weir.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

@Doc("What a server of OpenAI's dialect takes and gives. What is absent is as known of its vendor.")
public record CapabilitiesConfig(
        @Doc("What it calls the bound of the output: `max_tokens` or `max_completion_tokens`.") @Nullable
        String outputLimit,

        @Doc("Whether it takes `stream_options`.") @Nullable Boolean streamOptions,

        @Doc("How an answer that was begun is handed over to be continued: `none`, `plain` (as the last message),"
                + " `prefix` (as the last message, marked so), or `continue_final_message` (vLLM's flag).")
        @Nullable
        String prefill,

        @Doc("The endpoints that it has besides chat: `embeddings`, `rerank`, `responses`, `moderations`.")
        List<String> endpoints) {
    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens");
    private static final Set<String> PREFILLS = Set.of("none", "plain", "prefix", "continue_final_message");
    private static final Set<String> ENDPOINTS = Set.of("embeddings", "rerank", "responses", "moderations");

    /** All as known. */
    public static final CapabilitiesConfig KNOWN = new CapabilitiesConfig(null, null, null, List.of());

    public CapabilitiesConfig {
        endpoints = List.copyOf(endpoints);
        if (outputLimit != null && !LIMITS.contains(outputLimit)) {
            throw new IllegalArgumentException("output_limit is max_tokens or max_completion_tokens");
        }
        if (prefill != null && !PREFILLS.contains(prefill)) {
            throw new IllegalArgumentException("prefill is none, plain, prefix or continue_final_message");
        }
        if (!ENDPOINTS.containsAll(endpoints)) {
            throw new IllegalArgumentException("endpoints are some of embeddings, rerank, responses and moderations");
        }
    }

    /** What is said, by name. */
    public Map<String, String> said() {
        Map<String, String> said = new TreeMap<>();
        put(said, "output_limit", outputLimit);
        put(said, "stream_options", streamOptions);
        put(said, "prefill", prefill);
        put(said, "endpoints", endpoints.isEmpty() ? null : String.join(",", endpoints));
        return said;
    }

    private static void put(Map<String, String> said, String name, @Nullable Object value) {
        if (value != null) {
            said.put(name, value.toString());
        }
    }
}
