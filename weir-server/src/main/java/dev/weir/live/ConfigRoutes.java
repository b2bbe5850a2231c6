package dev.weir.live;

import dev.weir.config.Problem;
import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the configuration is, and what was changed over the API, under {@code /api/config}. */
final class ConfigRoutes {
    private final LiveConfig live;

    ConfigRoutes(LiveConfig live) {
        this.live = live;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/config/status",
                        Access.from(Role.ADMIN),
                        "Whether what was read last is in force, what needs a restart, and what is to be decided. Needs a"
                                + " key for all projects.",
                        this::status)
                .get(
                        "/api/config/changes",
                        Access.from(Role.ADMIN),
                        "What was changed over the API and lies over weir.yaml. Needs a key for all projects.",
                        this::changes)
                .delete(
                        "/api/config/changes/{kind}/{name*}",
                        Access.from(Role.ADMIN),
                        "Gives up a change made over the API: what weir.yaml says is in force again. Needs a key for all"
                                + " projects.",
                        this::giveUp);
    }

    /**
     * On the wire.
     *
     * @param state {@code live}, or {@code refused} if what was read last could not be used
     * @param since when the configuration in force came into force
     * @param restartNeeded keys whose new values hold from the next start
     * @param conflicts entries that weir.yaml and the API say differently since weir.yaml was edited
     */
    private record Status(
            String state,
            Instant since,
            List<String> sources,
            @Nullable RefusedView refused,
            List<String> restartNeeded,
            int changes,
            List<String> conflicts,
            List<ChangeView> leftAside) {}

    private record RefusedView(Instant at, List<ProblemView> problems) {}

    private record ProblemView(String at, String path, String what, String hint) {
        static ProblemView of(Problem problem) {
            return new ProblemView(problem.at().toString(), problem.path(), problem.what(), problem.hint());
        }
    }

    /**
     * On the wire.
     *
     * @param action {@code set} or {@code remove}
     * @param problem why it is not in force; null if it is
     */
    private record ChangeView(
            String kind,
            String name,
            String action,
            Instant at,
            String by,
            boolean covers,
            @Nullable String conflict,
            @Nullable String problem) {}

    private record Page(List<ChangeView> data, @Nullable String next) {}

    private Response status(Request request) {
        Installation.require(request);
        State state = live.state();
        LiveConfig.Failure failure = live.failure();
        return Json.ok(new Status(
                failure == null ? "live" : "refused",
                state.since(),
                state.file().sources(),
                failure == null
                        ? null
                        : new RefusedView(
                                failure.at(),
                                failure.problems().stream().map(ProblemView::of).toList()),
                live.restartNeeded(),
                state.changes().size(),
                state.changes().stream()
                        .map(state::conflict)
                        .filter(conflict -> conflict != null)
                        .toList(),
                state.aside().entrySet().stream()
                        .map(aside -> view(state, aside.getKey(), aside.getValue()))
                        .toList()));
    }

    private Response changes(Request request) {
        Installation.require(request);
        State state = live.state();
        List<ChangeView> views = new ArrayList<>();
        state.changes().forEach(change -> views.add(view(state, change, null)));
        state.aside().forEach((change, why) -> views.add(view(state, change, why)));
        return Json.ok(new Page(views, null));
    }

    private static ChangeView view(State state, Change change, @Nullable String problem) {
        return new ChangeView(
                change.kind().wire(),
                change.name(),
                change.entry() == null ? "remove" : "set",
                change.at(),
                change.by(),
                state.inFile(change.kind(), change.name()) != null,
                state.conflict(change),
                problem);
    }

    private Response giveUp(Request request) {
        Installation.require(request);
        String wire = request.path("kind");
        Kind kind = Kind.named(wire).orElseThrow(() -> Refusals.unknownKind(wire));
        live.giveUp(kind, request.path("name"), request.principal());
        return Response.empty(204);
    }
}
