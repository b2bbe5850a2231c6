package dev.weir.trace;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Exchange;
import dev.weir.spi.Status;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.Ledger;
import dev.weir.store.OpenExchanges;
import dev.weir.store.Projection;
import dev.weir.store.Projector;
import dev.weir.telemetry.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the room. Closed before the journal and the databases. */
public final class Tracing implements AutoCloseable {
    public static final String LEDGER_MIGRATIONS = "dev/weir/trace/ledger";
    public static final String TRACES_MIGRATIONS = "dev/weir/trace/traces";

    private static final Logger log = LoggerFactory.getLogger(Tracing.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(3);
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(30);

    private final Journal journal;
    private final Metrics metrics;
    private final Clock clock;
    private final Projector ledgerProjector;
    private final Projector traceProjector;
    private final TraceSweeper sweeper;
    private final Traces service;

    /**
     * @param ledger opened with {@link #LEDGER_MIGRATIONS} and {@link Projector#MIGRATIONS}
     * @param traces opened with {@link #TRACES_MIGRATIONS} and {@link Projector#MIGRATIONS}
     * @param kept how long whole traces are kept
     * @param others what else follows the journal into the ledger's database
     * @param audit takes who reads what people wrote
     */
    public Tracing(
            Journal journal,
            JournalCodec codec,
            Database ledger,
            Database traces,
            Duration kept,
            List<Projection> others,
            Consumer<AdminAction> audit,
            Metrics metrics,
            Clock clock) {
        this.journal = journal;
        this.metrics = metrics;
        this.clock = clock;
        ExchangeDao exchangeDao = new ExchangeDao(ledger);
        TraceDao traceDao = new TraceDao(traces);
        List<Projection> followers = new ArrayList<>(others);
        followers.addAll(List.of(new Ledger(journal.node()), exchangeDao));
        ledgerProjector = Projector.start(journal, codec, ledger, followers);
        traceProjector = Projector.start(journal, codec, traces, List.of(traceDao));
        closeWhatADeadProcessLeft(ledger);
        sweeper = new TraceSweeper(traceDao, kept, clock);
        service = new Traces(exchangeDao, traceDao, codec, clock, audit, this::catchUp);
        metrics.gauge(
                "weir.projection.lag.bytes",
                "Bytes of the journal that the ledger does not show yet",
                this,
                tracing -> tracing.lag().ledger());
        metrics.gauge(
                "weir.traces.lag.bytes",
                "Bytes of the journal that the traces do not hold yet",
                this,
                tracing -> tracing.lag().traces());
    }

    /** What fills the table of exchanges, for whoever measures it by itself. */
    public static Projection projection(Database ledger) {
        return new ExchangeDao(ledger);
    }

    private void closeWhatADeadProcessLeft(Database ledger) {
        int open = new OpenExchanges(ledger).close(journal, clock.instant()).size();
        if (open > 0) {
            log.warn("{} exchanges were in progress when Weir last ended; they are kept with status 'open'", open);
            awaitLedger();
        }
    }

    /** Limits and budgets go on from what the ledger says, which must hold what was just closed. */
    private void awaitLedger() {
        if (!ledgerProjector.awaitProjected(journal.flush(), LONGEST_CLOSING)) {
            log.error(
                    "The ledger does not follow its journal; limits and budgets begin without what a crash left open");
        }
    }

    /**
     * @param spans who else hears of exchanges that are over
     * @param receipts asked only by calls that want one
     */
    public Stage stage(SpanExport spans, Receipts receipts) {
        return new TraceStage(this::store, spans, receipts);
    }

    /** What a caller gets whole is in the journal before its end is passed on; one who left waits for nothing. */
    private void store(Exchange exchange) {
        metrics.exchange(exchange);
        JournalRecord.Closed closed = new JournalRecord.Closed(exchange, clock.instant());
        if (exchange.status() == Status.CANCELLED) {
            journal.submit(closed);
        } else {
            journal.submitAndAwait(closed);
        }
    }

    /** How many bytes of the journal the databases do not show yet. */
    public record Lag(long ledger, long traces) {}

    public Lag lag() {
        long written = journal.written();
        return new Lag(written - ledgerProjector.position(), written - traceProjector.position());
    }

    /** Waits until all that is written by now can be read, or a little longer than that usually takes. */
    public void catchUp() {
        long position = journal.flush();
        ledgerProjector.awaitProjected(position, CATCH_UP);
        traceProjector.awaitProjected(position, CATCH_UP);
    }

    /** Why the databases do not follow the journal now, if so; calls are served all the same. */
    public Optional<String> lagging() {
        RuntimeException failure = ledgerProjector.failure();
        RuntimeException other = failure == null ? traceProjector.failure() : failure;
        return Optional.ofNullable(other)
                .map(why -> "what is served now is in the journal and not yet in the database: " + why.getMessage());
    }

    public Routes routes() {
        return new ExchangeRoutes(service).routes();
    }

    public Traces service() {
        return service;
    }

    @Override
    public void close() {
        sweeper.close();
        ledgerProjector.close();
        traceProjector.close();
    }
}
