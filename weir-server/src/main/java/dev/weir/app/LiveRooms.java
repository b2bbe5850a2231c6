package dev.weir.app;

import dev.weir.cache.CacheRoom;
import dev.weir.config.ModelConfig;
import dev.weir.config.ProviderConfig;
import dev.weir.config.WeirConfig;
import dev.weir.http.WebServer;
import dev.weir.idempotency.IdempotencyRoom;
import dev.weir.knowledge.GroundingRules;
import dev.weir.limits.AdmissionRoom;
import dev.weir.live.Applied;
import dev.weir.metering.PriceBook;
import dev.weir.provider.Connected;
import dev.weir.routing.Models;
import dev.weir.structured.SchemaRules;
import dev.weir.structured.StructuredOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lets the rooms of a running server have another configuration. What is the same in both stays as it is: a provider
 * keeps its connections, a model its strategy, a deployment its load and its health.
 */
final class LiveRooms implements Applied {
    private final Rooms rooms;
    private final Upstream upstream;
    private WeirConfig current;
    private Map<String, Models.Model> offered;

    /** Whom a configuration is for. */
    record Rooms(
            Upstream upstream,
            ProviderBatches batches,
            StructuredOutput structured,
            CacheRoom cache,
            GroundingRules grounding,
            IdempotencyRoom idempotency,
            AdmissionRoom admission,
            WebServer server) {}

    /**
     * @param atStart what the rooms were built with
     */
    LiveRooms(Rooms rooms, WeirConfig atStart) {
        this.rooms = rooms;
        this.upstream = rooms.upstream();
        this.current = atStart;
        this.offered = upstream.configured();
    }

    @Override
    public Prepared prepare(WeirConfig config) {
        Set<String> moved = movedProviders(config);
        Map<String, ProviderConfig> wanted = new HashMap<>(config.providers());
        wanted.keySet().retainAll(moved);
        ModelsOf said = new ModelsOf(config);
        Map<String, Models.Model> models = said.models(
                upstream.loads(),
                upstream.scorers(),
                upstream.classifiers(),
                upstream.context(),
                unchanged(config, moved));
        Settings settings = Settings.of(config, said);
        return new Change(config, settings, models, upstream.connections().of(wanted), moved);
    }

    /** Those that are new, gone, or said otherwise. */
    private Set<String> movedProviders(WeirConfig config) {
        Set<String> moved = new HashSet<>(config.providers().keySet());
        moved.addAll(current.providers().keySet());
        moved.removeIf(name ->
                Objects.equals(config.providers().get(name), current.providers().get(name)));
        return moved;
    }

    private Map<String, Models.Model> unchanged(WeirConfig config, Set<String> moved) {
        Map<String, Models.Model> same = new HashMap<>(offered);
        same.keySet().removeIf(name -> {
            ModelConfig entry = config.models().get(name);
            return entry == null
                    || !entry.equals(current.models().get(name))
                    || entry.deployments().stream().anyMatch(one -> moved.contains(one.provider()));
        });
        return same;
    }

    /** What is made of the configuration beside models and providers. */
    private record Settings(
            PriceBook prices,
            Map<String, String> baseUrls,
            boolean listEverything,
            Map<String, SchemaRules.Rule> schemaRules,
            CacheRoom.Policies cache,
            GroundingRules.Settings grounding,
            IdempotencyRoom.Settings idempotency,
            AdmissionRoom.Settings admission) {
        static Settings of(WeirConfig config, ModelsOf said) {
            return new Settings(
                    PriceBook.shipped().withOverrides(said.prices()),
                    said.baseUrls(),
                    said.listEverything(),
                    said.schemaRules(),
                    new CachePolicies(config.cache(), config.models()).all(),
                    new SettingsOf(config).grounding(),
                    new SettingsOf(config).idempotency(),
                    new SettingsOf(config).admission());
        }
    }

    private final class Change implements Prepared {
        private final WeirConfig config;
        private final Settings settings;
        private final Map<String, Models.Model> models;
        private final Map<String, Connected> fresh;
        private final Set<String> moved;

        Change(
                WeirConfig config,
                Settings settings,
                Map<String, Models.Model> models,
                Map<String, Connected> fresh,
                Set<String> moved) {
            this.config = config;
            this.settings = settings;
            this.models = models;
            this.fresh = fresh;
            this.moved = moved;
        }

        /** A call that begins in between finds every provider that its model may name, old or new. */
        @Override
        public void enter() {
            upstream.prices().change(settings.prices(), settings.baseUrls());
            upstream.providers().add(fresh);
            upstream.routing().change(new Models.Offer(models, config.aliases(), settings.listEverything()));
            List<String> left = new ArrayList<>(config.providers().keySet());
            left.add(Upstream.OWN);
            upstream.providers().keepOnly(left);
            rooms.batches().change(config.models());
            rooms.structured().change(settings.schemaRules());
            rooms.cache()
                    .change(
                            config.cache().size().bytes(),
                            config.cache().maxAnswer().bytes(),
                            settings.cache(),
                            touched());
            rooms.grounding().change(settings.grounding());
            rooms.idempotency().change(settings.idempotency());
            rooms.admission().change(settings.admission());
            rooms.server().maxConcurrent(config.server().maxConcurrent());
            current = config;
            offered = models;
        }

        /** Models that are no longer the same, and all models of providers that are not. */
        private Predicate<String> touched() {
            Map<String, Models.Model> before = offered;
            return model -> before.get(model) != models.get(model)
                    || moved.contains(model.substring(0, Math.max(0, model.indexOf('/'))));
        }

        @Override
        public void discard() {
            fresh.values().forEach(each -> each.disconnect().run());
        }
    }
}
