package dev.weir.app;

import dev.weir.classifier.Classifiers;
import dev.weir.config.WeirConfig;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.KnowledgeRoom;
import dev.weir.metering.Metering;
import dev.weir.metering.PriceBook;
import dev.weir.metering.PriceList;
import dev.weir.metering.Purse;
import dev.weir.provider.Connected;
import dev.weir.provider.Providers;
import dev.weir.provider.transport.VertxOutbound;
import dev.weir.routing.Loads;
import dev.weir.routing.Models;
import dev.weir.routing.Routing;
import dev.weir.routing.Scorers;
import dev.weir.spi.ExtensionContext;
import dev.weir.store.Journal;
import dev.weir.telemetry.Metrics;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * Where calls go: the providers, what they charge, and the models that are routed to them. Closing it disconnects the
 * providers.
 *
 * @param configured the models that the configuration named at the start, by name
 * @param context what strategies and scorers are made with
 */
record Upstream(
        Connections connections,
        Providers providers,
        PriceList prices,
        Metering metering,
        Loads loads,
        Scorers scorers,
        Classifiers classifiers,
        Map<String, Models.Model> configured,
        Routing routing,
        ExtensionContext context)
        implements AutoCloseable {
    /** The provider in this process, which is always there. */
    static final String OWN = "weir";

    /**
     * @param journal has each attempt before its provider has it
     * @param purse asked before each attempt
     * @param trained the folder of classifiers
     */
    static Upstream open(
            WeirConfig config,
            VertxOutbound outbound,
            KnowledgeRoom knowledge,
            Journal journal,
            Purse purse,
            Path trained,
            Metrics metrics,
            Clock clock,
            IdSource ids) {
        ModelsOf said = new ModelsOf(config);
        Connections connections = new Connections(outbound, clock, new SecureRandom());
        Providers providers = providers(connections, config, knowledge);
        try {
            PriceBook book = PriceBook.shipped().withOverrides(said.prices());
            Thread.ofVirtual().name("weir-prices").start(book::warmUp);
            PriceList prices = new PriceList(book, said.baseUrls());
            Metering metering = new Metering(journal, prices, purse, ids, clock);
            Loads loads = new Loads(clock);
            ExtensionContext context =
                    new ExtensionContext(Connections.watched(outbound, clock), clock, new SecureRandom());
            Scorers scorers = new Scorers(context);
            Classifiers classifiers = new Classifiers(trained, knowledge.embedder()::embedAsync, clock);
            Map<String, Models.Model> configured = said.models(loads, scorers, classifiers, context, Map.of());
            Models offered =
                    new Models(providers, new Models.Offer(configured, config.aliases(), said.listEverything()), clock);
            Routing routing = new Routing(
                    offered, loads, metering.tokens(), prices, scorers, metrics, clock, ids, new SecureRandom());
            return new Upstream(
                    connections,
                    providers,
                    prices,
                    metering,
                    loads,
                    scorers,
                    classifiers,
                    configured,
                    routing,
                    context);
        } catch (RuntimeException | Error e) {
            disconnect(providers);
            throw e;
        }
    }

    /** The configured ones, and the one in this process. */
    private static Providers providers(Connections connections, WeirConfig config, KnowledgeRoom knowledge) {
        Map<String, Connected> all = new HashMap<>(connections.of(config.providers()));
        all.put(OWN, Connected.within(knowledge.models()));
        return new Providers(all);
    }

    private static void disconnect(Providers providers) {
        providers.all().values().forEach(each -> each.disconnect().run());
    }

    @Override
    public void close() {
        disconnect(providers);
    }
}
