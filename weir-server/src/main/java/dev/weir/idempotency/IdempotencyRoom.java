package dev.weir.idempotency;

import dev.weir.http.Handler;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.kernel.Clock;
import dev.weir.kernel.Headroom;
import dev.weir.pipeline.Stage;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.Projector;
import dev.weir.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Wires the room. Closed before the journal and its database. */
public final class IdempotencyRoom implements AutoCloseable {
    public static final String MIGRATIONS = "dev/weir/idempotency/migrations";

    private static final Duration CATCH_UP = Duration.ofSeconds(2);
    /** The part of the heap that answers may take while they are made. */
    private static final int HEAP_SHARE = 8;

    /** A batch costs later, and is made without passing the pipeline. */
    private static final String OUTRIGHT = "/v1/batches";

    private static final Set<String> CHARGED = Set.of(
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/responses",
            "/v1/messages",
            "/v1/embeddings",
            "/v1/moderations",
            "/v1/rerank",
            OUTRIGHT);

    private final Projector projector;
    private final KeySweeper sweeper;
    private final Headroom room;
    private final KeyedCalls calls;
    private volatile Settings settings;

    /**
     * What the configuration says.
     *
     * @param retention how long the answer to a key is given again
     * @param maxAnswer the largest answer that is kept, in bytes
     */
    public record Settings(Duration retention, long maxAnswer) {}

    /**
     * @param database opened with {@link #MIGRATIONS} and {@link Projector#MIGRATIONS}
     * @param shared whether keys may have been used at other nodes: then each is looked up
     */
    public IdempotencyRoom(
            Journal journal,
            JournalCodec codec,
            Database database,
            boolean shared,
            Settings settings,
            Metrics metrics,
            Clock clock) {
        this.settings = settings;
        KeyDao dao = new KeyDao(database);
        projector = Projector.start(journal, codec, database, List.of(dao));
        sweeper = new KeySweeper(dao, this::retention, clock);
        KeyLog keys = new KeyLog(
                journal, codec, dao, position -> projector.awaitProjected(position, CATCH_UP), this::retention, clock);
        room = new Headroom(settings.maxAnswer(), inAll());
        GivenCounts counts = new GivenCounts();
        calls = new KeyedCalls(keys, room, counts, clock);
        counts.show(metrics);
        metrics.gauge("weir.idempotency.keys", "Idempotency keys that are remembered", keys.known(), KnownKeys::size);
        metrics.gauge("weir.idempotency.flight.bytes", "Bytes of answers that are being made", room, Headroom::taken);
        if (!shared) {
            Thread.ofVirtual().name("weir-idempotency-keys").start(keys::load);
        }
    }

    private static long inAll() {
        return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }

    private Duration retention() {
        return settings.retention();
    }

    /** Goes by other settings from now on. */
    public void change(Settings changed) {
        settings = changed;
        room.change(changed.maxAnswer(), inAll());
    }

    /** The same routes; those that cost money heed an {@code Idempotency-Key}. */
    public List<Route> around(List<Route> routes) {
        return routes.stream().map(this::around).toList();
    }

    private Route around(Route route) {
        boolean charged = route.method().equals("POST") && CHARGED.contains(route.template());
        return charged ? route.handledBy(keyed(route.handler(), route.template().equals(OUTRIGHT))) : route;
    }

    private Handler keyed(Handler handler, boolean outright) {
        return request -> {
            Optional<KeyName> name = KeyName.of(request);
            return name.isEmpty() ? handler.handle(request) : answer(name.get(), request, handler, outright);
        };
    }

    private Response answer(KeyName name, Request request, Handler handler, boolean outright) {
        return calls.answer(new KeyedCalls.Asked(name, Fingerprint.of(request), request, handler, outright));
    }

    /** Stands right before metering, in every attempt. */
    public Stage stage() {
        return new SendingStage(calls);
    }

    @Override
    public void close() {
        sweeper.close();
        projector.close();
    }
}
