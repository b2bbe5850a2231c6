package dev.weir.drill;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.routing.Models;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Outbound;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.store.JournalRecord.AdminAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Drills under {@code /api/drills}. Each start and end is in the journal. */
final class DrillRoutes {
    private static final int USUAL_SECONDS = 60;
    private static final int MOST_SECONDS = 900;
    private static final long USUAL_PATIENCE = 2000;
    private static final long MOST_PATIENCE = 600_000;

    private final Drills drills;
    private final Models models;
    private final Consumer<AdminAction> journal;
    private final Clock clock;
    private final IdSource ids;

    DrillRoutes(Drills drills, Models models, Consumer<AdminAction> journal, Clock clock, IdSource ids) {
        this.drills = drills;
        this.models = models;
        this.journal = journal;
        this.clock = clock;
        this.ids = ids;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/api/drills",
                        Access.from(Role.ADMIN),
                        "Starts a fault drill: calls of one key to one model meet a fault at its first deployment. It"
                                + " ends by itself; nobody else's calls are touched.",
                        "{\"fault\": \"cut\", \"model\": \"small\", \"key\": \"key_…\", \"seconds\": 60,"
                                + " \"patience_ms\": 2000}",
                        this::start)
                .get("/api/drills", Access.from(Role.ADMIN), "The drills that are on in this project.", this::list)
                .delete("/api/drills/{id}", Access.from(Role.ADMIN), "Ends a drill.", this::end);
    }

    /** The body of {@code POST /api/drills}. */
    record Body(
            @Nullable String fault,
            @Nullable String model,
            @Nullable String key,
            @Nullable Integer seconds,
            @Nullable Long patienceMs) {}

    private record View(
            String id,
            String fault,
            String description,
            String model,
            String deployment,
            int deployments,
            String key,
            Instant startedAt,
            Instant endsAt,
            int struck) {
        static View of(Drill drill) {
            return new View(
                    drill.id(),
                    drill.fault().wireName(),
                    drill.fault().description(),
                    drill.model(),
                    drill.target().name(),
                    drill.copy().deployments().size(),
                    drill.key().value(),
                    drill.startedAt(),
                    drill.endsAt(),
                    drill.struck().get());
        }
    }

    private record Page(List<View> data, @Nullable String next) {}

    private Response start(Request request) {
        Principal actor = request.principal();
        Body body = Json.read(request, Body.class);
        Fault fault = fault(body.fault());
        Models.Model model = model(body.model());
        KeyId key = key(body.key(), actor);
        int seconds = (int) within("seconds", body.seconds(), USUAL_SECONDS, MOST_SECONDS);
        long patience = within("patience_ms", body.patienceMs(), USUAL_PATIENCE, MOST_PATIENCE);
        String id = ids.next("drill_");
        Instant now = clock.instant();
        Drill drill = new Drill(
                id,
                actor.project(),
                key,
                model.name(),
                fault,
                model.apart(model.name() + " (" + id + ")", shortened(model.timeouts(), patience), clock),
                now,
                now.plusSeconds(seconds),
                new AtomicInteger());
        record(actor, "drill.start", drill);
        if (!drills.start(drill)) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "There are " + Drills.MOST + " drills on.",
                    null,
                    "End one: GET /api/drills lists them.");
        }
        return Json.created(View.of(drill));
    }

    private void record(Principal actor, String action, Drill drill) {
        Map<String, String> details = Map.of(
                "fault",
                drill.fault().wireName(),
                "model",
                drill.model(),
                "key",
                drill.key().value());
        journal.accept(new AdminAction(
                actor.organization(), actor.project(), actor.key(), clock.instant(), action, drill.id(), details));
    }

    private static Fault fault(@Nullable String name) {
        return Fault.named(name == null ? "" : name)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        name == null ? "The fault is missing." : "There is no fault '" + name + "'.",
                        "fault",
                        "One of " + String.join(", ", Fault.names()) + "."));
    }

    private Models.Model model(@Nullable String name) {
        Models.Model model = models.find(name == null ? "" : name)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.MODEL_NOT_FOUND,
                        name == null ? "The model is missing." : "There is no model '" + name + "'.",
                        "model",
                        "GET /v1/models lists what there is."));
        if (model.first().provider().equals("weir")) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + model.name() + "' begins in this process, where there is no connection to break.",
                    "model",
                    "Drill a model whose first deployment is at a provider.");
        }
        return model;
    }

    private static KeyId key(@Nullable String text, Principal actor) {
        try {
            return text == null ? actor.key() : new KeyId(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + text + "' is not the id of a key.",
                    "key",
                    "Ids start with key_; GET /api/keys lists them.");
        }
    }

    private static long within(String field, @Nullable Number wanted, long usual, long most) {
        long value = wanted == null ? usual : wanted.longValue();
        if (value < 1 || value > most) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "'" + field + "' is " + value + ".", field, "From 1 to " + most + ".");
        }
        return value;
    }

    /** A drill is watched: what is silent is not waited for as long as in earnest. */
    private static Outbound.Timeouts shortened(Outbound.Timeouts real, long patience) {
        Duration most = Duration.ofMillis(patience);
        return new Outbound.Timeouts(
                real.connect(), shorter(real.head(), most), shorter(real.idle(), most), real.total());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Response list(Request request) {
        List<View> views =
                drills.in(request.principal().project()).stream().map(View::of).toList();
        return Json.ok(new Page(views, null));
    }

    private Response end(Request request) {
        Principal actor = request.principal();
        Drill drill = drills.end(actor.project(), request.path("id"))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND, "No such drill is on.", null, "GET /api/drills lists those that are."));
        record(actor, "drill.end", drill);
        return Json.ok(View.of(drill));
    }
}
