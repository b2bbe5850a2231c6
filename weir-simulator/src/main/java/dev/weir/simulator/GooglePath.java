package dev.weir.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A method of a model as Google addresses it: {@code /v1beta/models/{model}:{method}} at the Gemini API, {@code
 * /v1/projects/{project}/locations/{location}/publishers/{publisher}/models/{model}:{method}} on Vertex.
 */
record GooglePath(String model, String method) {

    /** Null for a path of another kind. */
    static @Nullable GooglePath of(String path) {
        boolean ours = path.startsWith("/v1beta/models/")
                || path.startsWith("/v1/models/")
                || (path.startsWith("/v1/projects/") && path.contains("/publishers/"));
        int colon = path.lastIndexOf(':');
        int slash = path.lastIndexOf('/');
        if (!ours || colon < slash) {
            return null;
        }
        String model = URLDecoder.decode(path.substring(slash + 1, colon), StandardCharsets.UTF_8);
        return new GooglePath(model, path.substring(colon + 1));
    }
}
