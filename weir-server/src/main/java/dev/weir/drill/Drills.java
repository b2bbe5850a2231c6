package dev.weir.drill;

import dev.weir.kernel.Clock;
import dev.weir.routing.Models;
import dev.weir.spi.Call;
import dev.weir.spi.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The drills that are on. Thread-safe; costs a call one look at an empty list while there is none. */
final class Drills {
    /** At a time, in all projects. */
    static final int MOST = 32;

    private final Clock clock;
    private final List<Drill> on = new CopyOnWriteArrayList<>();

    Drills(Clock clock) {
        this.clock = clock;
    }

    /** False if there are too many. */
    synchronized boolean start(Drill drill) {
        forgetEnded();
        on.removeIf(other -> other.project().equals(drill.project())
                && other.key().equals(drill.key())
                && other.model().equals(drill.model()));
        return on.size() < MOST && on.add(drill);
    }

    synchronized Optional<Drill> end(ProjectId project, String id) {
        Optional<Drill> found =
                in(project).stream().filter(drill -> drill.id().equals(id)).findFirst();
        found.ifPresent(on::remove);
        return found;
    }

    List<Drill> in(ProjectId project) {
        Instant now = clock.instant();
        return on.stream()
                .filter(drill -> drill.project().equals(project) && now.isBefore(drill.endsAt()))
                .toList();
    }

    private void forgetEnded() {
        Instant now = clock.instant();
        on.removeIf(drill -> !now.isBefore(drill.endsAt()));
    }

    /** The drill that a call to this model is part of. */
    Optional<Drill> of(Call call, String model) {
        if (on.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return on.stream()
                .filter(drill -> drill.isFor(call, model) && now.isBefore(drill.endsAt()))
                .findFirst();
    }

    /** What serves a call to this model. */
    Models.Model instead(Call call, Models.Model model) {
        return of(call, model.name()).map(Drill::copy).orElse(model);
    }
}
