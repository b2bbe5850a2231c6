package dev.weir.config;

import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the key that a variable means. {@code WEIR_SERVER_PUBLIC_URL} could be cut at any underscore, so the records
 * decide: the longest key that lets the rest resolve wins, and a name that the file already has goes before a new one.
 */
final class EnvironmentOverlay {
    private EnvironmentOverlay() {}

    /** The steps to {@code SERVER_PORT} under a shape ({@code [0]} is a list's item); empty where no key is named so. */
    static Optional<List<String>> path(Shape shape, ConfigNode node, String rest) {
        if (rest.isEmpty()) {
            return Optional.of(List.of());
        }
        return switch (shape) {
            case Shape.Single single -> Optional.empty();
            case Shape.ListOf list -> index(list, node, rest);
            case Shape.MapOf map -> existing(map, node, rest).or(() -> added(map, node, rest));
            case Shape.Fields fields ->
                first(fields.longestKeyFirst().stream().map(field -> under(field.key(), field.shape(), node, rest)));
        };
    }

    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static Optional<List<String>> under(String key, Shape shape, ConfigNode parent, String rest) {
        String name = variable(key);
        if (!rest.equals(name) && !rest.startsWith(name + "_")) {
            return Optional.empty();
        }
        String tail = rest.length() == name.length() ? "" : rest.substring(name.length() + 1);
        return path(shape, Overlaid.child(parent, key), tail).map(path -> prepend(key, path));
    }

    private static Optional<List<String>> existing(Shape.MapOf map, ConfigNode node, String rest) {
        Stream<String> names = node instanceof Mapping mapping ? mapping.entries().keySet().stream() : Stream.empty();
        return first(names.sorted(Comparator.comparingInt(String::length).reversed())
                .map(name -> under(name, map.value(), node, rest)));
    }

    private static Optional<List<String>> added(Shape.MapOf map, ConfigNode node, String rest) {
        IntStream cuts = IntStream.iterate(rest.length() - 1, cut -> cut > 0, cut -> cut - 1)
                .filter(cut -> rest.charAt(cut) == '_' && cut < rest.length() - 1);
        String whole = rest.toLowerCase(Locale.ROOT);
        return map.value() instanceof Shape.Single
                ? Optional.of(List.of(whole))
                : first(cuts.mapToObj(cut -> under(whole.substring(0, cut), map.value(), node, rest)))
                        .or(() -> Optional.of(List.of(whole)));
    }

    private static Optional<List<String>> index(Shape.ListOf list, ConfigNode node, String rest) {
        String digits = rest.replaceFirst("_.*", "");
        int size = node instanceof Listing listing ? listing.items().size() : 0;
        if (!digits.matches("[0-9]{1,4}") || Integer.parseInt(digits) > size) {
            return Optional.empty();
        }
        String step = "[" + Integer.parseInt(digits) + "]";
        String tail = rest.length() == digits.length() ? "" : rest.substring(digits.length() + 1);
        return path(list.item(), Overlaid.child(node, step), tail).map(path -> prepend(step, path));
    }

    private static Optional<List<String>> first(Stream<Optional<List<String>>> paths) {
        return paths.flatMap(Optional::stream).findFirst();
    }

    private static List<String> prepend(String key, List<String> path) {
        return Stream.concat(Stream.of(key), path.stream()).toList();
    }
}
