package dev.weir.cache;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.Headroom;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Principal;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.telemetry.Metrics;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Wires the room. */
public final class CacheRoom {
    private final Headroom room;
    private volatile long mostBytes;
    private final CacheStore store;
    private final CacheFigures figures;
    private final CacheStage stage;
    private final Consumer<AdminAction> audit;
    private final Clock clock;
    private volatile Policies policies;

    /**
     * What the configuration says.
     *
     * @param standard for models that are not among the others
     * @param byModel by public name
     */
    public record Policies(CachePolicy standard, Map<String, CachePolicy> byModel) {
        public Policies {
            byModel = Map.copyOf(byModel);
        }

        CachePolicy of(String model) {
            return byModel.getOrDefault(model, standard);
        }
    }

    /**
     * @param mostBytes what kept answers may take in memory; those in flight may take as much again
     * @param largest the largest answer that is kept, in bytes
     * @param audit told of every act of an administrator before it is answered
     */
    public CacheRoom(
            long mostBytes,
            long largest,
            Policies policies,
            KnowledgeVersions knowledge,
            Consumer<AdminAction> audit,
            Metrics metrics,
            Clock clock) {
        this.mostBytes = mostBytes;
        this.policies = policies;
        this.audit = audit;
        this.clock = clock;
        this.store = new CacheStore(mostBytes, clock);
        this.figures = new CacheFigures(metrics);
        this.room = new Headroom(largest, mostBytes);
        this.stage = new CacheStage(model -> this.policies.of(model), knowledge, store, room, figures, clock);
        metrics.gauge("weir.cache.bytes", "Bytes of the answers in memory", store, CacheStore::bytes);
        metrics.gauge("weir.cache.answers", "Answers in memory", store, CacheStore::size);
        metrics.gauge("weir.cache.flight.bytes", "Bytes of answers that are being made", room, Headroom::taken);
    }

    /** Stands before retrieval. */
    public Stage stage() {
        return stage;
    }

    /** {@code /api/cache}. */
    public Routes routes() {
        return new CacheRoutes(this).routes();
    }

    /**
     * Other policies and bounds from now on. Answers of models that are under another policy are forgotten.
     *
     * @param touched models whose answers are to be forgotten, too, because something else about them has changed
     */
    public void change(long most, long largest, Policies changed, Predicate<String> touched) {
        Policies before = policies;
        policies = changed;
        mostBytes = most;
        room.change(largest, most);
        store.mostBytes(most);
        stage.forget(cached ->
                touched.test(cached.model()) || !changed.of(cached.model()).equals(before.of(cached.model())));
    }

    long forget(Principal actor, Predicate<Cacheable> which, Map<String, String> filters) {
        long forgotten = stage.forget(which);
        Map<String, String> details = new HashMap<>(filters);
        details.put("forgotten", Long.toString(forgotten));
        audit.accept(new AdminAction(
                actor.organization(),
                actor.project(),
                actor.key(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                "cache.clear",
                actor.project().value(),
                details));
        return forgotten;
    }

    CacheStore store() {
        return store;
    }

    CacheFigures figures() {
        return figures;
    }

    long mostBytes() {
        return mostBytes;
    }
}
