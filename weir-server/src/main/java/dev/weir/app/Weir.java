package dev.weir.app;

import dev.weir.anomaly.AnomalyRoom;
import dev.weir.audit.AuditRoom;
import dev.weir.batch.BatchRoom;
import dev.weir.billing.BillingRoom;
import dev.weir.budget.BudgetRoom;
import dev.weir.cache.CacheRoom;
import dev.weir.classifier.Classifiers;
import dev.weir.config.Loaded;
import dev.weir.config.WeirConfig;
import dev.weir.console.Console;
import dev.weir.console.Sources;
import dev.weir.conversation.ConversationRoom;
import dev.weir.dialect.RequestLimits;
import dev.weir.drill.DrillRoom;
import dev.weir.edge.CallerTrace;
import dev.weir.edge.Edge;
import dev.weir.files.FilesRoom;
import dev.weir.http.EventLoops;
import dev.weir.http.Route;
import dev.weir.http.WebServer;
import dev.weir.idempotency.IdempotencyRoom;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.GroundingRules;
import dev.weir.knowledge.KnowledgeRoom;
import dev.weir.limits.AdmissionRoom;
import dev.weir.limits.RateRoom;
import dev.weir.live.LiveConfig;
import dev.weir.metering.Metering;
import dev.weir.metering.TokenEstimator;
import dev.weir.notice.NoticeRoom;
import dev.weir.pipeline.Foretold;
import dev.weir.pipeline.Gateway;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.provider.Providers;
import dev.weir.provider.transport.VertxOutbound;
import dev.weir.routing.Routing;
import dev.weir.secrets.MasterKey;
import dev.weir.store.DataDirectory;
import dev.weir.store.Journal;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.Projection;
import dev.weir.store.ServerMark;
import dev.weir.structured.StructuredOutput;
import dev.weir.telemetry.Metrics;
import dev.weir.telemetry.otlp.OtlpExporter;
import dev.weir.tenancy.Bootstrap;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.SpanExport;
import dev.weir.trace.Tracing;
import dev.weir.usage.UsageRoom;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Weir: every room, built in the order in which they need each other and closed in the opposite one.
 *
 * <p>{@link #assemble} is the pipeline's table of contents.
 */
public final class Weir implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Weir.class);

    /** How often it is looked whether somebody is to be told something. */
    private static final Duration LOOKS = Duration.ofSeconds(1);

    /** How often keys are compared with their history. */
    private static final Duration COMPARES = Duration.ofMinutes(1);

    /** Names, not secrets. */
    private static final RandomGenerator TRACE_IDS =
            () -> ThreadLocalRandom.current().nextLong();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Clock clock;
    private final IdSource ids;
    private final WeirConfig config;
    private final SettingsOf settings;
    private final Map<String, String> environment;
    private final Bootstrap bootstrap;
    private final FrontDoor door = new FrontDoor();
    private final LiveConfig live;
    private final WebServer server;

    /**
     * @param environment the process's variables; {@code WEIR_ADMIN_KEY} and {@code WEIR_MASTER_KEY} are read here
     * @throws IOException if the port cannot be had
     * @throws dev.weir.store.StorageException if the data directory cannot be used
     */
    public static Weir start(WeirConfig config, Map<String, String> environment, Clock clock) throws IOException {
        return start(Loaded.of(config), environment, clock);
    }

    /**
     * As the shorter form, for a configuration that knows where it was written.
     *
     * @throws IOException if the port cannot be had
     */
    public static Weir start(Loaded loaded, Map<String, String> environment, Clock clock) throws IOException {
        return new Weir(loaded, environment, clock);
    }

    private Weir(Loaded loaded, Map<String, String> environment, Clock clock) throws IOException {
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.ids = new IdSource(clock);
        boolean started = false;
        try {
            DataDirectory data = opened(DataDirectory.open(loaded.config().data(), ids));
            live = new LiveConfig(data.file(Storage.CHANGES), loaded, environment, clock);
            config = live.config();
            settings = new SettingsOf(config);
            Storage storage =
                    opened(new Storage(data, settings.store(), environment.get(MasterKey.VARIABLE), ids, clock));
            Journal journal = storage.journal();
            Consumer<AdminAction> audit = action -> journal.awaitSynced(journal.append(action));
            Metrics metrics = new Metrics();
            StoredRooms rooms = new StoredRooms(data, storage, config, audit, metrics, clock, ids);
            EventLoops loops = opened(new EventLoops());
            VertxOutbound outbound = opened(new VertxOutbound(loops));
            TenancyRoom tenancy = opened(rooms.tenancy(outbound));
            bootstrap = tenancy.service()
                    .bootstrap(
                            environment.get("WEIR_ADMIN_KEY"),
                            data.path(),
                            storage.isShared() ? "cli of " + data.node() : "cli");
            Neighbours neighbours = new Neighbours();
            RateRoom rates = opened(rooms.rates(
                    tenancy, neighbours, name -> live.config().aliases().getOrDefault(name, name)));
            UsageRoom counted = new UsageRoom(storage.ledger(), tenancy.service(), data.node(), clock);
            BudgetRoom budgets = opened(rooms.budgets(tenancy, counted.spent()));
            Tracing tracing = opened(rooms.tracing(followers(rates, counted)));
            rates.resume();
            budgets.resume(tracing::catchUp);
            neighbours.counted(budgets::nodes);
            if (storage.isShared()) {
                tenancy.followOthers();
            }
            UsageRoom.Open usage = opened(counted.open(
                    tracing::catchUp,
                    adjustment -> journal.awaitSynced(journal.append(adjustment)),
                    budgets::adjust,
                    data.file(Storage.EXPORTS),
                    settings.usage(),
                    ids,
                    metrics));
            AuditRoom proofs = opened(rooms.proofs(this.environment, outbound));
            BillingRoom billing = opened(new BillingRoom(
                    data.node(),
                    storage.ledger(),
                    storage.isShared() ? budgets::heard : null,
                    tenancy.service(),
                    proofs.service().reader(),
                    tracing::catchUp,
                    kind -> ProvidersOf.kind(live.config(), kind),
                    settings.billing(),
                    outbound,
                    audit,
                    clock,
                    ids));
            NoticeRoom notices = opened(rooms.notices(outbound));
            notices.watch(LOOKS, budgets.watch(notices.service(), settings.warnAt()));
            notices.watch(LOOKS, rates.watch(notices.service(), settings.warnAt()));
            notices.watch(LOOKS, rates.slowWatch(notices.service()));
            AnomalyRoom anomalies = new AnomalyRoom(notices.service());
            notices.watch(COMPARES, anomalies.watch(counted.keyHours(), tenancy.service(), clock));
            OtlpExporter spans = settings.spans(this.environment)
                    .map(told -> opened(new OtlpExporter(told, version(), outbound, metrics)))
                    .orElse(null);

            ConversationRoom conversation = opened(rooms.conversation());
            IdempotencyRoom idempotency = opened(rooms.idempotency());
            KnowledgeRoom knowledge = opened(rooms.knowledge(environment));

            Upstream upstream = opened(Upstream.open(
                    config,
                    outbound,
                    knowledge,
                    journal,
                    budgets.purse(),
                    data.file("classifiers"),
                    metrics,
                    clock,
                    ids));
            Routing routing = upstream.routing();
            Metering metering = upstream.metering();
            CacheRoom cache = new CacheRoom(
                    config.cache().size().bytes(),
                    config.cache().maxAnswer().bytes(),
                    new CachePolicies(config.cache(), config.models()).all(),
                    knowledge.service()::version,
                    audit,
                    metrics,
                    clock);
            StructuredOutput structured = new StructuredOutput(new ModelsOf(config).schemaRules());
            ProviderBatches passages = new ProviderBatches(upstream.providers(), config.models());
            AdmissionRoom admission = opened(
                    new AdmissionRoom(settings.admission(), tenancy.service(), metrics, clock, new SecureRandom()));
            DrillRoom drills = new DrillRoom(routing.models(), audit, clock, ids);
            GroundingRules grounding = new GroundingRules(settings.grounding());
            AtomicReference<Gateway> inner = new AtomicReference<>();
            Gateway gateway = assemble(
                    tracing.stage(new SpanExport(spans, TRACE_IDS), proofs::receipt),
                    conversation,
                    cache,
                    knowledge,
                    knowledge.grounding(grounding, () -> Objects.requireNonNull(inner.get())),
                    structured,
                    routing,
                    budgets.stage(settings.boundOutput()),
                    idempotency,
                    metering,
                    drills,
                    upstream.providers());

            Gateway limited = rates.before(gateway, expected(metering.tokens()));
            inner.set(limited);
            List<Route> faces = new Edge(
                            limited,
                            routing.models(),
                            clock,
                            ids,
                            new CallerTrace(spans != null, TRACE_IDS),
                            new RequestLimits(config.server().maxImage().bytes()))
                    .routes();
            FilesRoom files = opened(rooms.files());
            BatchRoom batches = opened(
                    rooms.batches(files, new BatchRoom.Doors(admission.behind(faces), faces), passages, tenancy));
            LimitTester tester = new LimitTester(
                    tenancy.service(),
                    tenancy.limits(),
                    rates,
                    budgets,
                    routing,
                    metering,
                    settings.boundOutput(),
                    clock);
            Console console = console(
                    new ConsoleRooms(
                            tenancy, tracing, usage, knowledge, files, batches, upstream, admission, proofs, budgets,
                            billing, tester, notices),
                    journal);
            door.add(idempotency.around(faces))
                    .add(files.routes())
                    .add(idempotency.around(batches.routes()))
                    .add(conversation.routes())
                    .add(routing.routes())
                    .add(live.routes())
                    .add(drills.routes())
                    .add(upstream.classifiers().routes(audited(audit)))
                    .add(tenancy.routes())
                    .add(budgets.routes(audit))
                    .add(usage.routes(upstream.prices()))
                    .add(notices.routes())
                    .add(anomalies.routes())
                    .add(rates.routes(audit))
                    .add(new LimitTestRoutes(tenancy.service(), tester).routes())
                    .add(admission.routes())
                    .add(tracing.routes())
                    .add(proofs.routes())
                    .add(billing.routes())
                    .add(knowledge.routes())
                    .add(cache.routes())
                    .add(rooms.backups().routes())
                    .add(system(journal, tracing, usage, metrics).routes())
                    .add(console.routes());
            server = opened(new WebServer(
                    loops,
                    settings.server(),
                    door.routes(),
                    tenancy.authenticator(),
                    FrontDoor.errors(console.errors()),
                    new Refusals(journal, metrics, clock),
                    ids,
                    new WebServer.Doors(admission.service(), FrontDoor::isCall, settings.sockets())));
            live.serve(
                    new LiveRooms(
                            new LiveRooms.Rooms(
                                    upstream, passages, structured, cache, grounding, idempotency, admission, server),
                            config),
                    audit);
            knowledge.start(config.knowledge().docs());
            server.start();
            batches.start();
            notices.start();
            ServerMark.ofThisProcess(localUrl()).write(data.path());
            opened(() -> ServerMark.remove(data.path()));
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private static List<Projection> followers(RateRoom rates, UsageRoom usage) {
        List<Projection> all = new ArrayList<>(List.of(rates.projection()));
        all.addAll(usage.projections());
        return all;
    }

    private static RateRoom.Expected expected(TokenEstimator tokens) {
        return new RateRoom.Expected(
                call -> tokens.expected(call.operation()), call -> tokens.expectedAtMost(call.operation()));
    }

    /** What a call passes, outermost first. */
    private static Gateway assemble(
            Stage trace,
            ConversationRoom conversation,
            CacheRoom cache,
            KnowledgeRoom knowledge,
            Stage grounding,
            StructuredOutput structured,
            Routing routing,
            Stage outputBound,
            IdempotencyRoom idempotency,
            Metering metering,
            DrillRoom drills,
            Providers providers) {
        return new Pipeline(
                List.of(
                        trace, //
                        routing.aliases(),
                        conversation.stage(),
                        Foretold.passing(drills.passing(cache.stage())),
                        knowledge.stage(),
                        grounding,
                        structured.stage(),
                        providers.stage(),
                        outputBound,
                        routing.stage(),
                        metering.stage(),
                        idempotency.stage(),
                        drills.stage()),
                providers);
    }

    private Console console(ConsoleRooms rooms, Journal journal) {
        Sources sources = rooms.sources(
                () -> obstacle(journal), () -> ConsoleHome.Installation.of(live.config(), environment), clock);
        URI known = config.server().publicUrl();
        return new Console(sources, door::routes, clock, known == null ? null : known.toString());
    }

    private static SystemRoutes system(Journal journal, Tracing tracing, UsageRoom.Open usage, Metrics metrics) {
        return new SystemRoutes(() -> obstacle(journal), () -> tracing.lagging().or(usage::warning), metrics);
    }

    private Classifiers.Audit audited(Consumer<AdminAction> audit) {
        return (actor, action, subject, details) -> audit.accept(
                new AdminAction(actor.organization(), null, actor.key(), clock.instant(), action, subject, details));
    }

    private static String version() {
        String version = Weir.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static Optional<String> obstacle(Journal journal) {
        return Optional.ofNullable(journal.unavailable()).map(Throwable::getMessage);
    }

    private <T extends AutoCloseable> T opened(T room) {
        open.push(room);
        return room;
    }

    /** As {@link #change(Supplier)}, for a configuration that was read already. */
    public void change(WeirConfig changed) {
        change(() -> Loaded.of(changed));
    }

    /**
     * Reads the configuration anew and goes by it from now on; calls in progress end as they began. One that cannot be
     * used changes nothing, and is told in the log and under {@code /api/config/status}.
     *
     * @param reader may throw {@link dev.weir.config.ConfigException}
     */
    public void change(Supplier<Loaded> reader) {
        live.reload(reader);
    }

    public int port() {
        return server.port();
    }

    /** Where clients reach it. */
    public URI url() {
        URI known = config.server().publicUrl();
        return known != null ? known : localUrl();
    }

    /** Where programs on this machine reach it. */
    public URI localUrl() {
        return URI.create("http://" + reachable(config.server().host()) + ":" + port());
    }

    private static String reachable(String host) {
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** What this start found or made: the admin key when it is new. */
    public Bootstrap bootstrap() {
        return bootstrap;
    }

    /** Everything that can be asked for over HTTP. */
    public List<Route> routes() {
        return door.routes();
    }

    public Path data() {
        return config.data();
    }

    /** Finishes running requests, then closes every room. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.error("A part of Weir did not close well", e);
            }
        }
    }
}
