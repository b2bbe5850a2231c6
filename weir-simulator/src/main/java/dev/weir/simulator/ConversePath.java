package dev.weir.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Bedrock's runtime does with a model: {@code /model/{model}/{action}}, also under {@code /v1}. */
record ConversePath(String model, String action) {
    private static final Set<String> ACTIONS = Set.of("converse", "converse-stream", "count-tokens", "invoke");

    /** Null for a path of another kind. */
    static @Nullable ConversePath of(String path) {
        String rest = path.startsWith("/v1/") ? path.substring(3) : path;
        int slash = rest.lastIndexOf('/');
        if (!rest.startsWith("/model/") || slash < 7 || !ACTIONS.contains(rest.substring(slash + 1))) {
            return null;
        }
        String model = URLDecoder.decode(rest.substring(7, slash), StandardCharsets.UTF_8);
        return new ConversePath(model, rest.substring(slash + 1));
    }
}
