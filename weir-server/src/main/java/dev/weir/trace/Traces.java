package dev.weir.trace;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Exchange;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.store.Columns;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AdminAction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The exchanges that passed through, as far as they are projected: a moment behind the journal. Thread-safe. */
public final class Traces {
    private final ExchangeDao exchanges;
    private final TraceDao traces;
    private final JournalCodec codec;
    private final Clock clock;
    private final Consumer<AdminAction> audit;
    private final Runnable catchUp;

    /**
     * @param audit takes who reads what people wrote
     * @param catchUp waits until everything that is in the journal now can be read; briefly, and gives up quietly
     */
    Traces(
            ExchangeDao exchanges,
            TraceDao traces,
            JournalCodec codec,
            Clock clock,
            Consumer<AdminAction> audit,
            Runnable catchUp) {
        this.exchanges = exchanges;
        this.traces = traces;
        this.codec = codec;
        this.clock = clock;
        this.audit = audit;
        this.catchUp = catchUp;
    }

    /**
     * Newest first.
     *
     * @param cursor the last page's {@link ExchangePage#next}; null for the first page
     * @throws Refusal if the cursor is none of ours
     */
    public ExchangePage list(ProjectId project, ExchangeFilter filter, @Nullable String cursor, int limit) {
        Cursor after = cursor == null || cursor.isBlank() ? null : Cursor.parse(cursor);
        if (after == null) {
            catchUp.run();
        }
        List<ExchangeSummary> found = exchanges.list(
                project, filter, after == null ? null : after.time, after == null ? null : after.id, limit + 1);
        boolean more = found.size() > limit;
        List<ExchangeSummary> page = more ? found.subList(0, limit) : found;
        return new ExchangePage(page, more ? Cursor.of(page.getLast()).text() : null);
    }

    /** One exchange with what was said in it, if that is still there; the audit log holds who has read it. */
    public Optional<FoundExchange> read(Principal who, String id) {
        catchUp.run();
        ExchangeSummary summary = exchanges.find(who.project(), id);
        if (summary == null) {
            return Optional.empty();
        }
        FoundExchange found = withTrace(who.project(), summary);
        if (found.exchange() != null && !found.erased()) {
            audit.accept(new AdminAction(
                    who.organization(),
                    who.project(),
                    who.key(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    "exchange.read",
                    id,
                    Map.of()));
        }
        return Optional.of(found);
    }

    private FoundExchange withTrace(ProjectId project, ExchangeSummary summary) {
        TraceDao.Sealed sealed = traces.find(project, summary.id());
        if (sealed == null) {
            return new FoundExchange(summary, null, false);
        }
        JournalCodec.Opened opened = codec.open(sealed.type(), sealed.payload());
        Exchange exchange = opened.record() instanceof JournalRecord.Closed closed ? closed.exchange() : null;
        return new FoundExchange(summary, exchange, opened.erased());
    }

    /** What each of these batches cost so far; those of which no request has ended are missing. */
    public Map<String, BatchCost> batchCosts(ProjectId project, List<String> batches) {
        catchUp.run();
        return exchanges.batchCosts(project, batches);
    }

    /** How long whole answers took since then, newest first. */
    public List<Timing> timings(ProjectId project, Instant from, int limit) {
        return exchanges.timings(project, from, limit);
    }

    private record Cursor(Instant time, String id) {
        static Cursor of(ExchangeSummary summary) {
            return new Cursor(summary.time(), summary.id());
        }

        static Cursor parse(String text) {
            int dot = text.indexOf('.');
            try {
                return new Cursor(Columns.instant(Long.parseLong(text.substring(0, dot))), text.substring(dot + 1));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "'" + text + "' is not a cursor.",
                        "cursor",
                        "Use the 'next' of the page before.");
            }
        }

        String text() {
            return Columns.micros(time) + "." + id;
        }
    }
}
