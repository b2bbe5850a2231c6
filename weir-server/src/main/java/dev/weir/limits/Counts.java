package dev.weir.limits;

import java.util.HashMap;
import java.util.Map;

/** How many calls are in progress, by whose they are. */
final class Counts<K> {
    private final Map<K, Integer> running = new HashMap<>();

    int of(K name) {
        return running.getOrDefault(name, 0);
    }

    void enter(K name) {
        running.merge(name, 1, Integer::sum);
    }

    void leave(K name) {
        running.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1);
    }

    boolean isEmpty() {
        return running.isEmpty();
    }
}
