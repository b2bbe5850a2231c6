package dev.weir.http;

import dev.weir.spi.ErrorCode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the route for a request. Paths without values are looked up, the others compared in order. */
final class Router {
    private final Map<String, Map<String, Route>> fixed = new HashMap<>();
    private final Map<String, Map<String, Route>> templates = new LinkedHashMap<>();

    private final List<Route> streaming;

    Router(List<Route> routes) {
        streaming = routes.stream()
                .filter(route -> route.largestForm() > 0 && route.template().contains("{"))
                .toList();
        for (Route route : routes) {
            Map<String, Map<String, Route>> table = route.template().contains("{") ? templates : fixed;
            Route before = table.computeIfAbsent(route.template(), path -> new HashMap<>())
                    .put(route.method(), route);
            if (before != null) {
                throw new IllegalStateException("two routes for " + route.method() + " " + route.template());
            }
        }
    }

    /** A route and the values in its path. */
    record Match(Route route, Map<String, String> values) {}

    /**
     * @throws Refusal if no route has this path, or none with this method
     */
    Match find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        Map<String, Route> exact = fixed.get(path);
        if (exact != null && exact.get(wanted) instanceof Route route) {
            return new Match(route, Map.of());
        }
        Set<String> others = new LinkedHashSet<>(exact == null ? Set.of() : exact.keySet());
        Match match = findTemplate(wanted, path, others);
        if (match != null) {
            return match;
        }
        throw others.isEmpty() ? notFound(path) : new WrongMethod(method, path, others);
    }

    /** The most bytes of a form that this path receives piece by piece; 0 if its body is gathered first. */
    long largestForm(String method, @Nullable String path) {
        if (path == null || !method.equals("POST")) {
            return 0;
        }
        Map<String, Route> exact = fixed.get(path);
        if (exact != null) {
            Route route = exact.get(method);
            return route == null ? 0 : route.largestForm();
        }
        return streaming.stream()
                .filter(route -> route.match(path) != null)
                .mapToLong(Route::largestForm)
                .findFirst()
                .orElse(0);
    }

    private @Nullable Match findTemplate(String method, String path, Set<String> others) {
        for (Map<String, Route> methods : templates.values()) {
            Map<String, String> values = methods.values().iterator().next().match(path);
            if (values != null) {
                Route route = methods.get(method);
                if (route != null) {
                    values.replaceAll((name, value) -> Request.decodePath(value));
                    return new Match(route, values);
                }
                others.addAll(methods.keySet());
            }
        }
        return null;
    }

    private static Refusal notFound(String path) {
        return new Refusal(
                ErrorCode.NOT_FOUND, "There is nothing at " + path + ".", null, "GET /api lists what there is.");
    }
}
