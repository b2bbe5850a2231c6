package dev.weir.console;

import java.util.List;

/**
 * @param models public names that were asked for
 * @param keys the project's keys
 */
public record TraceChoices(List<String> models, List<Key> keys) {
    public TraceChoices {
        models = List.copyOf(models);
        keys = List.copyOf(keys);
    }

    public record Key(String id, String name) {}
}
