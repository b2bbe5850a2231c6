package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every key that a configuration may have, with {@code <name>} where the user chooses one and {@code []} for an item. */
final class ConfigKeys {
    private ConfigKeys() {}

    /** A key that holds a single value, a list of them or a map of them. */
    record Key(String path, Shape.Field field) {}

    static List<Key> of(Shape.Fields shape) {
        List<Key> keys = new ArrayList<>();
        collect(shape, "", keys);
        return keys;
    }

    /** What belongs at a path, or the whole configuration's shape where the path leads nowhere. */
    static Shape at(Shape shape, List<String> path) {
        if (path.isEmpty()) {
            return shape;
        }
        List<String> rest = path.subList(1, path.size());
        return switch (shape) {
            case Shape.Single single -> single;
            case Shape.ListOf list -> at(list.item(), rest);
            case Shape.MapOf map -> at(map.value(), rest);
            case Shape.Fields fields ->
                fields.field(path.getFirst())
                        .map(field -> at(field.shape(), rest))
                        .orElse(fields);
        };
    }

    /** The record under a list or map, or the record itself. */
    static Optional<Shape.Fields> fields(Shape shape) {
        return switch (shape) {
            case Shape.Single single -> Optional.empty();
            case Shape.ListOf list -> fields(list.item());
            case Shape.MapOf map -> fields(map.value());
            case Shape.Fields fields -> Optional.of(fields);
        };
    }

    static String steps(Shape shape) {
        return switch (shape) {
            case Shape.Single single -> "";
            case Shape.ListOf list -> "[]" + steps(list.item());
            case Shape.MapOf map -> ".<name>" + steps(map.value());
            case Shape.Fields fields -> "";
        };
    }

    private static void collect(Shape.Fields shape, String prefix, List<Key> keys) {
        for (Shape.Field field : shape.fields()) {
            String path = prefix + field.key();
            fields(field.shape())
                    .ifPresentOrElse(
                            nested -> collect(nested, path + steps(field.shape()) + ".", keys),
                            () -> keys.add(new Key(path + steps(field.shape()), field)));
        }
    }
}
