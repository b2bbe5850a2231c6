package dev.weir.bench.groundedness;

import java.util.List;

/**
 * A claim, what it is to be judged by, and whether that supports it.
 *
 * @param kind where it comes from: {@code scifact}, or the rule that made it
 * @param group examples of a group share texts, and are trained on or tested on together
 */
record Example(String kind, String group, String claim, List<String> passages, boolean supported) {
    Example {
        passages = List.copyOf(passages);
    }

    /** Whether a person wrote and judged it. */
    boolean isReal() {
        return kind.equals(SciFact.KIND);
    }
}
