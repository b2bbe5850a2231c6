package dev.weir.moving;

import dev.weir.config.ConfigNode;
import dev.weir.config.ConfigNode.Entry;
import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.config.ConfigNode.Nothing;
import dev.weir.config.ConfigNode.Scalar;
import dev.weir.config.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys in a foreign configuration. A key that was asked for is crossed off; the others can be listed. A value
 * of another type than asked for is noted and counts as absent.
 */
final class Part {
    private static final String MERGE = "<<";

    private final Map<String, Entry> entries;
    private final int line;
    private final String path;
    private final Notes notes;
    private final Set<String> seen = new HashSet<>();

    Part(ConfigNode node, String path, Notes notes) {
        this.entries = node instanceof Mapping mapping ? merged(mapping) : Map.of();
        this.line = node.at().line();
        this.path = path;
        this.notes = notes;
        if (!(node instanceof Mapping || node instanceof Nothing)) {
            notes.add(line, path.isEmpty() ? "the file" : path, "this should be a set of keys, and is " + node.kind());
        }
    }

    /** With what {@code <<} takes over from elsewhere. */
    private static Map<String, Entry> merged(Mapping mapping) {
        Map<String, Entry> all = new LinkedHashMap<>(mapping.entries());
        Entry merge = all.remove(MERGE);
        if (merge != null) {
            List<ConfigNode> sources = merge.value() instanceof Listing list ? list.items() : List.of(merge.value());
            for (ConfigNode source : sources) {
                if (source instanceof Mapping other) {
                    merged(other).forEach(all::putIfAbsent);
                }
            }
        }
        return all;
    }

    Notes notes() {
        return notes;
    }

    int line() {
        return line;
    }

    String path() {
        return path;
    }

    Set<String> keys() {
        return entries.keySet();
    }

    boolean has(String key) {
        Entry entry = entries.get(key);
        return entry != null && !(entry.value() instanceof Nothing);
    }

    int line(String key) {
        Entry entry = entries.get(key);
        return entry == null ? line : entry.keyAt().line();
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Says what became of a key. */
    void note(String key, String why) {
        notes.add(line(key), path(key), why);
    }

    private @Nullable ConfigNode value(String key) {
        seen.add(key);
        Entry entry = entries.get(key);
        return entry == null || entry.value() instanceof Nothing ? null : entry.value();
    }

    private void mistyped(String key, String wanted, ConfigNode found) {
        note(key, "this should be " + wanted + ", and is " + found.kind());
    }

    Optional<String> text(String key) {
        ConfigNode value = value(key);
        if (value instanceof Scalar scalar) {
            return Optional.of(scalar.text());
        }
        if (value != null) {
            mistyped(key, "a text", value);
        }
        return Optional.empty();
    }

    Optional<BigDecimal> number(String key) {
        Optional<String> text = text(key);
        try {
            return text.map(BigDecimal::new);
        } catch (NumberFormatException e) {
            note(key, "this is not a number");
            return Optional.empty();
        }
    }

    /** A whole number of at least 1. */
    Optional<Long> count(String key) {
        Optional<BigDecimal> number = number(key);
        if (number.isPresent() && (number.get().signum() <= 0 || number.get().precision() > 15)) {
            note(key, "Weir takes a number from 1 up here; absent means no limit");
            return Optional.empty();
        }
        return number.map(BigDecimal::longValue);
    }

    boolean flag(String key) {
        return text(key).map(text -> text.equalsIgnoreCase("true")).orElse(false);
    }

    /** The texts of a list; a lone text is a list of one. */
    List<String> texts(String key) {
        ConfigNode value = value(key);
        if (value instanceof Scalar scalar) {
            return List.of(scalar.text());
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof Listing list) {
            list.items().forEach(item -> addText(key, item, texts));
        } else if (value != null) {
            mistyped(key, "a list", value);
        }
        return texts;
    }

    private void addText(String key, ConfigNode item, List<String> texts) {
        if (item instanceof Scalar scalar) {
            texts.add(scalar.text());
        } else {
            notes.add(item.at().line(), path(key), "an entry should be a text, and is " + item.kind());
        }
    }

    /** The keys under a key; none of them where it is absent. */
    Part part(String key) {
        ConfigNode value = value(key);
        return new Part(value == null ? new Nothing(new Origin("", line(key), 0)) : value, path(key), notes);
    }

    /** The sets of keys in a list; a lone one is a list of one. */
    List<Part> parts(String key) {
        ConfigNode value = value(key);
        if (value == null) {
            return List.of();
        }
        List<ConfigNode> items = value instanceof Listing list ? list.items() : List.of(value);
        List<Part> parts = new ArrayList<>();
        for (ConfigNode item : items) {
            parts.add(new Part(item, path(key) + "[" + parts.size() + "]", notes));
        }
        return parts;
    }

    boolean isText(String key) {
        Entry entry = entries.get(key);
        return entry != null && entry.value() instanceof Scalar;
    }

    /** Crosses a key off without a word. */
    Part ignore(String... keys) {
        seen.addAll(Set.of(keys));
        return this;
    }

    /** Notes every key that nobody asked for. */
    void noteRest(Reasons reasons) {
        entries.forEach((key, entry) -> {
            if (!seen.contains(key) && !(entry.value() instanceof Nothing)) {
                note(key, reasons.why(key));
            }
        });
    }
}
