package dev.weir.knowledge;

import dev.weir.spi.ProjectId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which knowledge bases there are, in memory, so that no question waits for the table. Thread-safe. A change is in the
 * table before it is here.
 */
final class KbNames {
    private final ConcurrentMap<Named, Kb> bases = new ConcurrentHashMap<>();

    private record Named(@Nullable ProjectId owner, String name) {
        static Named of(Kb kb) {
            return new Named(kb.owner(), kb.name());
        }
    }

    KbNames(Collection<Kb> rows) {
        rows.forEach(this::add);
    }

    void add(Kb kb) {
        bases.put(Named.of(kb), kb);
    }

    /** Puts new settings in the place of the old. */
    void replace(Kb kb) {
        bases.computeIfPresent(Named.of(kb), (_, old) -> old.id().equals(kb.id()) ? kb : old);
    }

    /** Another base may have the name already. */
    void remove(Kb kb) {
        Kb there = bases.get(Named.of(kb));
        if (there != null && there.id().equals(kb.id())) {
            bases.remove(Named.of(kb), there);
        }
    }

    /** The project's own of that name, else the installation's. */
    @Nullable
    Kb readable(ProjectId project, String name) {
        Kb own = bases.get(new Named(project, name));
        return own == null ? ofInstallation(name) : own;
    }

    @Nullable
    Kb ofInstallation(String name) {
        return bases.get(new Named(null, name));
    }

    /** The project's own of that id. */
    @Nullable
    Kb own(ProjectId project, String id) {
        return bases.values().stream()
                .filter(each -> each.id().equals(id) && project.equals(each.owner()))
                .findFirst()
                .orElse(null);
    }

    /** The names that the project may read, sorted. */
    List<String> readable(ProjectId project) {
        return bases.keySet().stream()
                .filter(each -> each.owner() == null || each.owner().equals(project))
                .map(Named::name)
                .distinct()
                .sorted()
                .toList();
    }
}
