package dev.weir.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of Azure: {@code /openai/deployments/{deployment}/chat/completions} and its like, or {@code
 * /openai/v1/chat/completions}, where the deployment stands in the body.
 */
record AzurePath(@Nullable String deployment, boolean embeddings) {
    private static final String DEPLOYMENTS = "/openai/deployments/";
    private static final String CHAT = "/chat/completions";
    private static final String EMBEDDINGS = "/embeddings";

    /** Null for a path of another kind. */
    static @Nullable AzurePath of(String path) {
        boolean embeddings = path.endsWith(EMBEDDINGS);
        String end = embeddings ? EMBEDDINGS : CHAT;
        if (path.equals("/openai/v1" + end)) {
            return new AzurePath(null, embeddings);
        }
        if (!path.startsWith(DEPLOYMENTS) || !path.endsWith(end)) {
            return null;
        }
        String name = path.substring(DEPLOYMENTS.length(), path.length() - end.length());
        return new AzurePath(URLDecoder.decode(name, StandardCharsets.UTF_8), embeddings);
    }
}
