package dev.weir.config;

import dev.weir.config.ConfigNode.Entry;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.kernel.NearestName;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a value of the right type must still satisfy: its {@link Range} and the names it may use, {@link KeyOf}. */
final class ValueRules {
    private final @Nullable Mapping root;

    /**
     * @param root where names lead to; null lets every name pass
     */
    ValueRules(@Nullable Mapping root) {
        this.root = root;
    }

    /** The problems of a value, none where it is right. */
    List<Problem> broken(Shape.Field field, Object value, ConfigNode node, String path) {
        Range range = field.range();
        KeyOf keyOf = field.keyOf();
        Stream<Problem> outside = range == null ? Stream.empty() : outside(range, value, node, path);
        Stream<Problem> unknown =
                keyOf == null || root == null ? Stream.empty() : unknown(keyOf, value.toString(), node, path, root);
        return Stream.concat(outside, unknown).toList();
    }

    private static Stream<Problem> outside(Range range, Object value, ConfigNode node, String path) {
        BigDecimal number =
                value instanceof List<?> items ? BigDecimal.valueOf(items.size()) : new BigDecimal(value.toString());
        boolean within = number.compareTo(BigDecimal.valueOf(range.min())) >= 0
                && number.compareTo(BigDecimal.valueOf(range.max())) <= 0;
        String what = "'" + path + "' is out of range: " + node.described();
        return within ? Stream.empty() : Stream.of(new Problem(node.at(), path, what, "it is " + Bounds.of(range)));
    }

    private static Stream<Problem> unknown(KeyOf keyOf, String name, ConfigNode node, String path, Mapping root) {
        Set<String> names = names(keyOf, root);
        if (names.contains(name)) {
            return Stream.empty();
        }
        String what = "'" + path + "' names " + node.described() + ", which is not under " + keyOf.value();
        String hint = NearestName.to(name, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("known " + keyOf.value() + ": " + String.join(", ", names));
        return Stream.of(new Problem(node.at(), path, what, hint));
    }

    private static Set<String> names(KeyOf keyOf, Mapping root) {
        Set<String> names = new TreeSet<>(Arrays.asList(keyOf.builtIn()));
        Entry entry = root.entries().get(keyOf.value());
        if (entry != null && entry.value() instanceof Mapping mapping) {
            names.addAll(mapping.entries().keySet());
        }
        return names;
    }
}
