package dev.weir.config;

import dev.weir.config.ConfigNode.Entry;
import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.config.ConfigNode.Nothing;
import dev.weir.config.ConfigNode.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Makes one entry of the configuration, such as a model, from JSON with the names and rules of the file. Whether names
 * lead somewhere is for {@link ConfigRules} to say, once the entry has its place.
 */
public final class EntryBinder {
    private EntryBinder() {}

    /**
     * @param path where the entry belongs, such as {@code models.small}
     * @param source what the JSON is called in problems
     * @param environment what {@code ${NAME}} reads
     * @throws ConfigException with every problem of the entry
     */
    public static <R extends Record> R bind(
            Class<R> type, String path, String source, JsonNode json, Map<String, String> environment) {
        Origin origin = Origin.whole(source);
        List<Problem> problems = new ArrayList<>();
        if (!json.isObject()) {
            throw new ConfigException(List.of(
                    new Problem(origin, path, "'" + path + "' must be a JSON object", "send {\"key\": value, …}")));
        }
        Object value = new Binding(environment, problems).bind(ShapeReader.of(type), node(json, origin), path);
        if (value == null || !problems.isEmpty()) {
            throw new ConfigException(problems.stream().distinct().toList());
        }
        return type.cast(value);
    }

    private static ConfigNode node(JsonNode json, Origin at) {
        if (json.isObject()) {
            Map<String, Entry> entries = new LinkedHashMap<>();
            json.forEachEntry((key, value) -> entries.put(key, new Entry(at, node(value, at))));
            return new Mapping(entries, at);
        }
        if (json.isArray()) {
            return new Listing(json.valueStream().map(item -> node(item, at)).toList(), at);
        }
        return json.isNull() ? new Nothing(at) : new Scalar(json.asString(), false, at);
    }
}
