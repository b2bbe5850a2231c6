package dev.weir.budget;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.store.JournalRecord.AdminAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The nodes that share budgets. */
final class NodeRoutes {
    private static final Duration SILENT = Duration.ofMinutes(1);

    private final @Nullable Leases leases;
    private final Consumer<AdminAction> audit;
    private final Clock clock;

    /**
     * @param leases null where this node is alone
     * @param audit takes what administrators do
     */
    NodeRoutes(@Nullable Leases leases, Consumer<AdminAction> audit, Clock clock) {
        this.leases = leases;
        this.audit = audit;
        this.clock = clock;
    }

    Routes addTo(Routes routes) {
        return routes.get(
                        "/api/nodes",
                        Access.from(Role.ADMIN),
                        "The nodes that share this one's database, and when each was last heard of; none where it is alone.",
                        this::list)
                .delete(
                        "/api/nodes/{id}",
                        Access.from(Role.OWNER),
                        "Gives up a node that will not come back: what it holds of budgets counts as spent. Needs a key for"
                                + " all projects.",
                        this::giveUp);
    }

    /** All of them. */
    record Nodes(List<Line> data) {}

    /** A node. */
    record Line(String id, Instant seenAt) {}

    private Response list(Request request) {
        return Json.ok(new Nodes(
                seen().stream().map(node -> new Line(node.node(), node.at())).toList()));
    }

    private List<LeaseDao.Seen> seen() {
        return leases == null ? List.of() : leases.nodes();
    }

    private record Given(String id, int budgets) {}

    private Response giveUp(Request request) {
        Principal actor = request.principal();
        if (!actor.allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "A node serves every project, but this key sees one.",
                    null,
                    "Use an owner's key for all projects.");
        }
        LeaseDao.Seen node = seen().stream()
                .filter(each -> each.node().equals(request.path("id")))
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(ErrorCode.NOT_FOUND, "There is no such node.", null, "GET /api/nodes lists them."));
        Instant now = clock.instant();
        if (leases == null || node.at().isAfter(now.minus(SILENT))) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    node.node() + " was heard of at " + node.at() + ": it is there.",
                    null,
                    "Stop it, and wait a minute.");
        }
        int budgets = leases.giveUp(node.node());
        audit.accept(new AdminAction(
                actor.organization(),
                null,
                actor.key(),
                now,
                "node.give_up",
                node.node(),
                Map.of("before", "seen at " + node.at(), "after", "given up", "budgets", Integer.toString(budgets))));
        return Json.ok(new Given(node.node(), budgets));
    }
}
