package dev.weir.limits;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lines that take turns: the one that was served goes to the end. */
final class Turns<K, L> {
    private final LinkedHashMap<K, L> order = new LinkedHashMap<>();

    L get(K name, Supplier<L> made) {
        return order.computeIfAbsent(name, absent -> made.get());
    }

    void remove(K name) {
        order.remove(name);
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    Collection<L> all() {
        return order.values();
    }

    /** What the first line has to offer that has anything; that line then waits for its next turn. */
    <T> @Nullable T next(Function<L, @Nullable T> offer) {
        for (Map.Entry<K, L> line : order.entrySet()) {
            T found = offer.apply(line.getValue());
            if (found != null) {
                order.putLast(line.getKey(), line.getValue());
                return found;
            }
        }
        return null;
    }
}
