package dev.weir.config;

import dev.weir.config.ConfigNode.Entry;
import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.config.ConfigNode.Nothing;
import dev.weir.config.ConfigNode.Scalar;
import dev.weir.kernel.NearestName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes records from nodes in one pass. A value that cannot be made is null here and has left a problem behind; a record
 * is constructed only when none of its parts left one.
 */
final class Binding {
    private final Interpolation interpolation;
    private final List<Problem> problems;
    private final ValueRules rules;
    private final Map<String, Origin> origins = new LinkedHashMap<>();
    private final Set<String> written = new LinkedHashSet<>();

    Binding(Map<String, String> environment, Mapping root, List<Problem> problems) {
        this.interpolation = new Interpolation(environment);
        this.rules = new ValueRules(root);
        this.problems = problems;
    }

    /** Where each key that was written stands, by its dotted path. */
    Map<String, Origin> origins() {
        return origins;
    }

    /** The paths of {@link #origins} at which a single value was written rather than left to its default. */
    Set<String> written() {
        return written;
    }

    @Nullable
    Object bind(Shape shape, ConfigNode node, String path) {
        origins.putIfAbsent(path, node.at());
        return switch (shape) {
            case Shape.Single single -> single(single.type(), node, path);
            case Shape.ListOf list -> list(list, node, path);
            case Shape.MapOf map -> map(map, node, path);
            case Shape.Fields fields -> record(fields, node, path);
        };
    }

    private @Nullable Object single(ScalarType type, ConfigNode node, String path) {
        return node instanceof Scalar scalar
                ? text(scalar, path)
                        .map(text -> value(type, scalar, text, path))
                        .orElse(null)
                : mismatch(path, node, type.name(), "write for example " + type.example());
    }

    private @Nullable Object value(ScalarType type, Scalar scalar, String text, String path) {
        return type.read(text).map(value -> kept(value, scalar)).orElseGet(() -> {
            Optional<String> near = NearestName.to(text, type.choices());
            String hint = near.map(name -> "did you mean " + name + "?").orElse("write for example " + type.example());
            mismatch(path, scalar, type.name(), hint);
            return null;
        });
    }

    /** A secret that was read from a variable keeps the variable's name, which is none. */
    private static Object kept(Object value, Scalar scalar) {
        return value instanceof Secret secret && !scalar.literal() ? secret.writtenAs(scalar.text()) : value;
    }

    private @Nullable Object list(Shape.ListOf shape, ConfigNode node, String path) {
        if (!(node instanceof Listing listing)) {
            return node instanceof Nothing ? List.of() : misplaced(path, node, shape, "put a '- ' before each item");
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (ConfigNode item : listing.items()) {
            items.add(bind(shape.item(), item, path + "[" + items.size() + "]"));
        }
        return Collections.unmodifiableList(items);
    }

    private @Nullable Object map(Shape.MapOf shape, ConfigNode node, String path) {
        if (!(node instanceof Mapping mapping)) {
            return node instanceof Nothing ? Map.of() : misplaced(path, node, shape, "write it as name: value");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        mapping.entries()
                .forEach((name, entry) -> values.put(name, bind(shape.value(), entry.value(), join(path, name))));
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object record(Shape.Fields shape, ConfigNode node, String path) {
        return switch (node) {
            case Mapping mapping -> record(shape, mapping, path);
            case Nothing nothing -> record(shape, new Mapping(Map.of(), nothing.at()), path);
            case Scalar scalar -> misplaced(path, scalar, shape, "write it as key: value");
            case Listing listing -> misplaced(path, listing, shape, "write it as key: value");
        };
    }

    private @Nullable Object record(Shape.Fields shape, Mapping mapping, String path) {
        int before = problems.size();
        unknownKeys(shape, mapping, path);
        List<@Nullable Object> parts = new ArrayList<>();
        for (Shape.Field field : shape.fields()) {
            parts.add(field(field, mapping, path));
        }
        return problems.size() > before ? null : construct(shape.type(), parts, mapping.at(), path);
    }

    private void unknownKeys(Shape.Fields shape, Mapping mapping, String path) {
        mapping.entries().forEach((key, entry) -> {
            if (shape.field(key).isEmpty()) {
                report(entry.keyAt(), join(path, key), "unknown key '" + join(path, key) + "'", instead(shape, key));
            }
        });
    }

    private static String instead(Shape.Fields shape, String key) {
        Moved moved = shape.type().getAnnotation(Moved.class);
        if (moved != null && List.of(moved.keys()).contains(key)) {
            return "it belongs under " + moved.to() + ": write " + moved.to() + ": {" + key + ": …}";
        }
        return NearestName.to(key, shape.keys())
                .map(name -> "did you mean '" + name + "'?")
                .orElse("known keys: " + String.join(", ", shape.keys()));
    }

    private @Nullable Object field(Shape.Field field, Mapping parent, String path) {
        String here = join(path, field.key());
        Entry entry = parent.entries().get(field.key());
        if (entry == null || isAbsent(entry.value())) {
            return absent(field, here, entry == null ? parent.at() : entry.keyAt());
        }
        if (field.shape() instanceof Shape.Single) {
            written.add(here);
        }
        Object value = bind(field.shape(), entry.value(), here);
        if (value != null) {
            problems.addAll(rules.broken(field, value, entry.value(), here));
        }
        return value;
    }

    /** A key without a value, or whose variables came out empty, is a key that was not written. */
    private boolean isAbsent(ConfigNode node) {
        return switch (node) {
            case Nothing nothing -> true;
            case Scalar scalar -> !scalar.text().isEmpty() && filled(scalar).equals(Optional.of(""));
            case Listing listing -> false;
            case Mapping mapping -> false;
        };
    }

    private Optional<String> filled(Scalar scalar) {
        Interpolation.Filled filled = interpolation.fill(scalar.text());
        return scalar.literal() || !filled.missing().isEmpty() ? Optional.empty() : Optional.of(filled.text());
    }

    private @Nullable Object absent(Shape.Field field, String path, Origin at) {
        if (field.standard() != null) {
            return bind(field.shape(), new Scalar(field.standard(), true, at), path);
        }
        if (field.required()) {
            report(
                    at,
                    path,
                    "'" + path + "' is missing",
                    "it is " + field.shape().described());
            return null;
        }
        return field.optional() ? null : bind(field.shape(), new Nothing(at), path);
    }

    private Optional<String> text(Scalar scalar, String path) {
        if (scalar.literal()) {
            return Optional.of(scalar.text());
        }
        Interpolation.Filled filled = interpolation.fill(scalar.text());
        for (String name : filled.missing()) {
            report(
                    scalar.at(),
                    path,
                    "'" + path + "' reads the environment variable " + name + ", which is not set",
                    "set it, or give a default: ${" + name + ":value}");
        }
        return filled.missing().isEmpty() ? Optional.of(filled.text()) : Optional.empty();
    }

    private @Nullable Object construct(
            Class<? extends Record> type, List<@Nullable Object> parts, Origin at, String path) {
        try {
            return RecordMaker.make(type, parts);
        } catch (IllegalArgumentException refused) {
            String where = path.isEmpty() ? "the configuration" : "'" + path + "'";
            report(at, path, where + " is refused", String.valueOf(refused.getMessage()));
            return null;
        }
    }

    private @Nullable Object misplaced(String path, ConfigNode node, Shape wanted, String hint) {
        report(node.at(), path, "'" + path + "' must be " + wanted.described() + ", found " + node.kind(), hint);
        return null;
    }

    private @Nullable Object mismatch(String path, ConfigNode node, String wanted, String hint) {
        report(node.at(), path, "'" + path + "' must be " + wanted + ", found " + node.described(), hint);
        return null;
    }

    private void report(Origin at, String path, String what, String hint) {
        problems.add(new Problem(at, path, what, hint));
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
