package dev.weir.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration that was read.
 *
 * @param sources the file, variables and options that it came from, in the order in which they were applied
 * @param notes what the user should know although nothing is wrong, one sentence each
 * @param origins where each key stands, by its dotted path such as {@code models.small.deployments[0].provider}; for
 *     one that was left out, where it could stand
 * @param written the paths of single values that were written
 */
public record Loaded(
        WeirConfig config, List<String> sources, List<String> notes, Map<String, Origin> origins, Set<String> written) {
    public Loaded {
        sources = List.copyOf(sources);
        notes = List.copyOf(notes);
        origins = Map.copyOf(origins);
        written = Set.copyOf(written);
    }

    /** One that no file was read for. */
    public static Loaded of(WeirConfig config) {
        return new Loaded(config, List.of("defaults"), List.of(), Map.of(), Set.of());
    }

    /** The same with another configuration, which more was added to. */
    public Loaded with(WeirConfig changed) {
        return new Loaded(changed, sources, notes, origins, written);
    }

    public Origin origin(String key) {
        return origins.getOrDefault(key, Origin.whole("configuration"));
    }

    /** A problem that only a reader of the value could find, at the place where the value was written. */
    public Problem problem(String key, String what, String hint) {
        return new Problem(origin(key), key, what, hint);
    }
}
