package dev.weir.live;

import dev.weir.config.Loaded;
import dev.weir.config.Origin;
import dev.weir.config.WeirConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is in force, at one moment.
 *
 * @param file what was read last and could be used
 * @param changes what lies over it
 * @param aside changes that do not fit the file, with what is wrong with each
 * @param config both together
 * @param since when it came into force
 */
record State(Loaded file, List<Change> changes, Map<Change, String> aside, WeirConfig config, Instant since) {
    State {
        changes = List.copyOf(changes);
        aside = Map.copyOf(aside);
    }

    Optional<Change> change(Kind kind, String name) {
        return changes.stream().filter(change -> change.isOf(kind, name)).findFirst();
    }

    /** What the file says of an entry, as a fingerprint; null if it says nothing. */
    @Nullable
    String inFile(Kind kind, String name) {
        Object entry = kind.in(file.config()).get(name);
        return entry == null ? null : Fingerprint.of(kind.json(entry).toString());
    }

    /** What is to be decided about a change, because the file was edited after it. */
    @Nullable
    String conflict(Change change) {
        String now = inFile(change.kind(), change.name());
        if (Objects.equals(now, change.over())) {
            return null;
        }
        String what = now == null ? "is gone from" : change.over() == null ? "is new in" : "was edited in";
        return "'" + change.kind().path(change.name()) + "' " + what + " "
                + file.sources().getFirst()
                + " after it was changed over the API; the API's change is in force until it is given up";
    }

    Optional<EntryView> view(Kind kind, String name) {
        Object entry = kind.in(config).get(name);
        return entry == null ? Optional.empty() : Optional.of(view(kind, name, entry));
    }

    List<EntryView> views(Kind kind) {
        return new TreeMap<>(kind.in(config))
                .entrySet().stream()
                        .map(entry -> view(kind, entry.getKey(), entry.getValue()))
                        .toList();
    }

    private EntryView view(Kind kind, String name, Object entry) {
        Change change = change(kind, name).orElse(null);
        ObjectNode json = kind.json(entry);
        String at = change == null ? "" : change.at() + " " + change.by();
        return new EntryView(
                name,
                change == null ? source(kind.path(name)) : "api",
                "\"" + Fingerprint.of(json + at) + "\"",
                json,
                change == null || change.entry() == null ? written(kind, name) : sent(change.entry()),
                change == null ? null : change.at(),
                change == null ? null : change.by(),
                change != null && inFile(kind, name) != null,
                change == null ? null : conflict(change));
    }

    private String source(String path) {
        Origin origin = file.origins().get(path);
        if (origin == null) {
            return "start";
        }
        return origin.line() == 0 ? "environment" : "file";
    }

    private Map<String, String> written(Kind kind, String name) {
        Map<String, String> origins = new TreeMap<>();
        Set<String> names = kind.in(file.config()).keySet();
        int prefix = kind.path(name).length() + 1;
        file.written().stream()
                .filter(key -> key.length() > prefix && kind.covers(key, name, names))
                .forEach(key ->
                        origins.put(key.substring(prefix), file.origin(key).toString()));
        return origins;
    }

    private static Map<String, String> sent(JsonNode entry) {
        Map<String, String> origins = new TreeMap<>();
        leaves(entry, "", origins);
        return origins;
    }

    private static void leaves(JsonNode node, String path, Map<String, String> origins) {
        if (node.isObject()) {
            node.forEachEntry((key, value) -> leaves(value, path.isEmpty() ? key : path + "." + key, origins));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(node.get(i), path + "[" + i + "]", origins);
            }
        } else if (!node.isNull()) {
            origins.put(path, "api");
        }
    }
}
