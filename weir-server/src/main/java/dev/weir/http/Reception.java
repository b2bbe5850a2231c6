package dev.weir.http;

import dev.weir.kernel.IdSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What the server knows about requests: where they go, who sends them, who may begin, and how errors are written.
 *
 * @param faces how errors are written, by the path's first segments
 * @param calls which routes pass the turnstile
 */
record Reception(
        Router router,
        Authenticator authenticator,
        Map<String, ErrorFormat> faces,
        RefusalListener refusals,
        IdSource ids,
        Turnstile turnstile,
        Predicate<Route> calls) {
    Reception {
        faces = Map.copyOf(faces);
    }

    static Reception of(
            List<Route> routes,
            Authenticator authenticator,
            Map<String, ErrorFormat> faces,
            RefusalListener refusals,
            IdSource ids,
            Turnstile turnstile,
            Predicate<Route> calls) {
        return new Reception(new Router(routes), authenticator, faces, refusals, ids, turnstile, calls);
    }

    ErrorFormat face(String path) {
        String prefix = path;
        while (!prefix.isEmpty() && !faces.containsKey(prefix)) {
            prefix = prefix.substring(0, Math.max(0, prefix.lastIndexOf('/')));
        }
        return Objects.requireNonNull(faces.get(prefix));
    }
}
