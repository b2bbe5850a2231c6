package dev.weir.cache;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.Cached.Outcome;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a project has in the cache, and how to be rid of it, under {@code /api/cache}. */
final class CacheRoutes {
    private final CacheRoom cache;

    CacheRoutes(CacheRoom cache) {
        this.cache = cache;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/cache",
                        Access.from(Role.VIEWER),
                        "What the cache holds for the project, and what came of its requests since the start.",
                        request -> Json.ok(figures(request.principal())))
                .delete(
                        "/api/cache",
                        Access.from(Role.ADMIN),
                        "Forgets the project's cached answers: all, or with ?model=, ?tag=name:value and ?prompt=id@version"
                                + " those that fit.",
                        this::forget);
    }

    /**
     * @param answers how many are in memory
     * @param bytes what they take
     * @param maxBytes what those of all projects may take
     * @param hits requests that were answered from memory
     * @param misses requests that were not, though they might have been
     * @param shared requests that shared the call of another one
     */
    record Figures(long answers, long bytes, long maxBytes, long hits, long misses, long shared) {}

    private Figures figures(Principal principal) {
        CacheStore.Share share = cache.store().of(principal.project());
        CacheFigures.Counts counts = cache.figures().of(principal.project());
        return new Figures(
                share.answers(),
                share.bytes(),
                cache.mostBytes(),
                counts.of(Outcome.HIT),
                counts.of(Outcome.MISS),
                counts.of(Outcome.SHARED));
    }

    record Forgotten(long forgotten) {}

    private Response forget(Request request) {
        Map<String, String> filters = new LinkedHashMap<>();
        Predicate<Cacheable> which =
                cached -> cached.project().equals(request.principal().project());
        for (String name : new String[] {"model", "prompt", "tag"}) {
            Optional<String> value = request.query(name);
            if (value.isPresent()) {
                filters.put(name, value.get());
                which = which.and(filter(name, value.get()));
            }
        }
        return Json.ok(new Forgotten(cache.forget(request.principal(), which, filters)));
    }

    private static Predicate<Cacheable> filter(String name, String value) {
        if (value.isBlank()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' is empty.",
                    name,
                    "Leave it out to forget every answer.");
        }
        return switch (name) {
            case "model" -> cached -> cached.model().equals(value);
            case "prompt" -> cached -> value.equals(cached.prompt()) || isVersionOf(value, cached.prompt());
            default -> tag(value);
        };
    }

    /** A prompt without a version stands for all of its versions. */
    private static boolean isVersionOf(String value, @org.jspecify.annotations.Nullable String prompt) {
        return prompt != null && prompt.startsWith(value + "@");
    }

    private static Predicate<Cacheable> tag(String value) {
        int colon = value.indexOf(':');
        if (colon < 1) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + value + "' is not a tag with its value.",
                    "tag",
                    "Write ?tag=name:value, such as ?tag=team:search.");
        }
        String name = value.substring(0, colon);
        String wanted = value.substring(colon + 1);
        return cached -> wanted.equals(cached.tags().get(name));
    }
}
