package dev.weir.knowledge;

import dev.weir.http.Route;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.grounding.Groundedness;
import dev.weir.knowledge.grounding.SupportModel;
import dev.weir.knowledge.parser.Isolation;
import dev.weir.pipeline.Gateway;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Provider;
import dev.weir.spi.document.TokenCounter;
import dev.weir.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the room. Closed before its database. */
public final class KnowledgeRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/knowledge/migrations";

    /** The name of the provider that {@link #models} is; its models are {@code weir/embed} and {@code weir/extractive}. */
    public static final String PROVIDER = "weir";

    private static final Logger log = LoggerFactory.getLogger(KnowledgeRoom.class);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final KnowledgeEngine engine;
    private final Knowledge knowledge;
    private final JudgedQueries queries;
    private final Clock clock;
    private final IdSource ids;
    private volatile @Nullable Thread starting;
    private volatile boolean closing;

    /**
     * @param database opened with {@link #MIGRATIONS}
     * @param indexes the directory of the indexes, in the data directory
     */
    public KnowledgeRoom(Database database, Path indexes, Clock clock, IdSource ids) {
        this(database, indexes, new KnowledgeEngine(new Embedder()), clock, ids);
    }

    /**
     * One that reads files, too.
     *
     * @param files null where this installation has no program for it
     */
    public KnowledgeRoom(Database database, Path indexes, @Nullable KnowledgeFiles files, Clock clock, IdSource ids) {
        this(database, indexes, new KnowledgeEngine(new Embedder()), files, clock, ids);
    }

    /**
     * @param engine closed together with this
     */
    public KnowledgeRoom(Database database, Path indexes, KnowledgeEngine engine, Clock clock, IdSource ids) {
        this(database, indexes, engine, null, clock, ids);
    }

    private KnowledgeRoom(
            Database database,
            Path indexes,
            KnowledgeEngine engine,
            @Nullable KnowledgeFiles files,
            Clock clock,
            IdSource ids) {
        this.engine = engine;
        this.clock = clock;
        this.ids = ids;
        this.knowledge = new Knowledge(database, indexes, engine, files, clock, ids, Knowledge.OPEN);
        this.queries = new JudgedQueries(database, knowledge, clock);
    }

    /**
     * Brings the knowledge base {@code weir-docs} up to date and takes up what an earlier process left undone, in the
     * background. The base can be named when this returns; questions wait for its documents.
     *
     * @param docs whether that base is to be there; if not, one of an earlier start is removed
     */
    public void start(boolean docs) {
        if (!docs) {
            knowledge.uninstall(WeirDocs.NAME);
        } else if (WeirDocs.exist()) {
            knowledge.expect(WeirDocs.NAME);
        }
        starting = Thread.ofVirtual().name("weir-knowledge-start").start(() -> {
            try {
                knowledge.startReading();
                if (docs) {
                    installDocs();
                }
                knowledge.resume();
                tellIsolation();
            } catch (RuntimeException e) {
                if (!closing) {
                    log.error(
                            "The knowledge bases could not be brought up to date, the next start tries again: {}",
                            e.getMessage(),
                            KnowledgeException.stackOf(e));
                }
            }
        });
    }

    private void tellIsolation() {
        Isolation isolation = knowledge.isolation();
        if (isolation != null) {
            log.info("Files are read by processes of their own, in {}", isolation.words());
        }
    }

    /** Makes {@code weir-docs} hold the documentation of this version. */
    public void installDocs() {
        try {
            List<Submission> docs = WeirDocs.read();
            if (!docs.isEmpty()) {
                knowledge.install(WeirDocs.NAME, docs);
            }
        } catch (IOException e) {
            log.error("Weir's own documentation cannot be read from the class path", e);
        }
    }

    /** Waits until {@link #start} has done its work; vectors may still be on their way. */
    public void awaitStarted() throws InterruptedException {
        Thread thread = starting;
        if (thread != null) {
            thread.join();
        }
    }

    public Knowledge service() {
        return knowledge;
    }

    /** Counts tokens as the embedding model does. */
    public TokenCounter tokens() {
        return engine.embedder()::countTokens;
    }

    /** The embedding model, for rooms that compare texts without a knowledge base. */
    public Embedder embedder() {
        return engine.embedder();
    }

    /** Stands before routing. */
    public Stage stage() {
        return new RetrievalStage(knowledge);
    }

    /**
     * Stands behind {@link #stage}, before routing.
     *
     * @param gateway the way of inner calls, for the model that gives second opinions; asked when it is needed
     */
    public Stage grounding(GroundingRules rules, Supplier<Gateway> gateway) {
        return new GroundingStage(
                rules,
                new Groundedness(engine.embedder(), SupportModel.shipped()),
                new SecondOpinion(gateway, clock, ids));
    }

    /** The provider {@link #PROVIDER}. */
    public Provider models() {
        return new WeirModels(knowledge, engine.embedder());
    }

    public List<Route> routes() {
        List<Route> routes =
                new ArrayList<>(new KnowledgeRoutes(knowledge).routes().list());
        routes.addAll(new EvaluationRoutes(knowledge, queries).routes().list());
        return routes;
    }

    @Override
    public void close() {
        closing = true;
        try (engine) {
            knowledge.close();
            Thread thread = starting;
            if (thread != null) {
                thread.join(LONGEST_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
