package dev.weir.config;

import dev.weir.config.ConfigNode.Entry;
import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.config.ConfigNode.Nothing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a value at a path of a tree and leaves the rest as it is. A step is a key, or {@code [0]} for a list's item. */
final class Overlaid {
    private Overlaid() {}

    static ConfigNode child(ConfigNode parent, String key) {
        if (parent instanceof Mapping mapping && mapping.entries().containsKey(key)) {
            return mapping.entries().get(key).value();
        }
        if (parent instanceof Listing listing
                && isItem(key)
                && index(key) < listing.items().size()) {
            return listing.items().get(index(key));
        }
        return new Nothing(parent.at());
    }

    static ConfigNode with(ConfigNode tree, List<String> path, ConfigNode value) {
        if (path.isEmpty()) {
            return value;
        }
        String key = path.getFirst();
        ConfigNode child = with(child(tree, key), path.subList(1, path.size()), value);
        return isItem(key) ? item(tree, key, child) : entry(tree, key, new Entry(value.at(), child));
    }

    private static ConfigNode entry(ConfigNode tree, String key, Entry entry) {
        Map<String, Entry> entries =
                new LinkedHashMap<>(tree instanceof Mapping mapping ? mapping.entries() : Map.of());
        entries.put(key, entry);
        return new Mapping(entries, tree instanceof Mapping ? tree.at() : entry.keyAt());
    }

    private static ConfigNode item(ConfigNode tree, String step, ConfigNode item) {
        List<ConfigNode> items = new ArrayList<>(tree instanceof Listing listing ? listing.items() : List.of());
        if (index(step) < items.size()) {
            items.set(index(step), item);
        } else {
            items.add(item);
        }
        return new Listing(items, tree instanceof Listing ? tree.at() : item.at());
    }

    private static boolean isItem(String step) {
        return step.startsWith("[");
    }

    private static int index(String step) {
        return Integer.parseInt(step.substring(1, step.length() - 1));
    }
}
