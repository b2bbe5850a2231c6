package dev.weir.config;

import java.util.List;
import java.util.Map;

/**
 * A configuration that was read.
 *
 * @param sources the file, variables and options that it came from, in the order in which they were applied
 * @param notes what the user should know although nothing is wrong, one sentence each
 * @param origins where each key was written, by its dotted path such as {@code models.small.deployments[0].provider}
 */
public record Loaded(WeirConfig config, List<String> sources, List<String> notes, Map<String, Origin> origins) {
    public Loaded {
        sources = List.copyOf(sources);
        notes = List.copyOf(notes);
        origins = Map.copyOf(origins);
    }

    /** A problem that only a reader of the value could find, at the place where the value was written. */
    public Problem problem(String key, String what, String hint) {
        return new Problem(origins.getOrDefault(key, Origin.whole("configuration")), what, hint);
    }
}
