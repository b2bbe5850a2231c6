package dev.weir.moving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is not carried. */
final class Notes {
    private final List<NotCarried> all = new ArrayList<>();

    void add(int line, String key, String why) {
        all.add(new NotCarried(line, key, why));
    }

    /** In the order of the file. */
    List<NotCarried> inOrder() {
        return all.stream()
                .distinct()
                .sorted(Comparator.comparingInt(NotCarried::line))
                .toList();
    }
}
