package dev.weir.limits;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.limits.SlowDown.Slowed;
import dev.weir.spi.Role;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keys that are slowed down, and how to forgive them. */
final class SlowDownRoutes {
    private final SlowDown slowDown;
    private final Tenancy tenancy;
    private final Clock clock;
    private final Consumer<AdminAction> audit;

    SlowDownRoutes(SlowDown slowDown, Tenancy tenancy, Clock clock, Consumer<AdminAction> audit) {
        this.slowDown = slowDown;
        this.tenancy = tenancy;
        this.clock = clock;
        this.audit = audit;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/keys/slowed",
                        Access.from(Role.ADMIN),
                        "The keys whose calls wait, since they were refused again and again.",
                        this::list)
                .post(
                        "/api/keys/{id}/forgive",
                        Access.from(Role.ADMIN),
                        "Forgets that a key was refused: its calls wait no longer.",
                        "{}",
                        this::forgive);
    }

    /** All of them. */
    record All(List<View> data, @Nullable String next) {}

    /**
     * A key that is slowed down.
     *
     * @param refusals that count now
     * @param delayMs of its next call
     * @param until when its calls wait no longer if it is not refused again
     */
    record View(
            String key,
            String name,
            long refusals,
            long delayMs,
            @Nullable Instant since,
            @Nullable Instant until) {
        static View of(VirtualKey key, @Nullable Slowed slowed) {
            return slowed == null
                    ? new View(key.id().value(), key.name(), 0, 0, null, null)
                    : new View(
                            key.id().value(),
                            key.name(),
                            slowed.refusals(),
                            slowed.delay().toMillis(),
                            slowed.since(),
                            slowed.until());
        }
    }

    private Response list(Request request) {
        List<VirtualKey> keys = tenancy.keys(request.principal());
        List<View> views = slowDown.all().stream()
                .flatMap(slowed -> keys.stream()
                        .filter(key -> key.id().equals(slowed.key()))
                        .map(key -> View.of(key, slowed)))
                .toList();
        return Json.ok(new All(views, null));
    }

    private Response forgive(Request request) {
        VirtualKey key = tenancy.named(request.principal(), request.path("id"), null);
        Slowed before = slowDown.forgive(key.id());
        if (before != null) {
            audit.accept(new AdminAction(
                    key.organization(),
                    key.project(),
                    request.principal().key(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    "key.forgive",
                    key.id().value(),
                    Map.of(
                            "before",
                            before.refusals() + " refusals, " + before.delay().toMillis() + " ms",
                            "after",
                            "none")));
        }
        return Json.ok(View.of(key, null));
    }
}
