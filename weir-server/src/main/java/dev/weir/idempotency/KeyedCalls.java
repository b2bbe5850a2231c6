package dev.weir.idempotency;

import dev.weir.http.Handler;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.kernel.Clock;
import dev.weir.kernel.Headroom;
import dev.weir.spi.ExchangeId;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.KeyBegun;
import dev.weir.store.JournalRecord.KeyEnd;
import dev.weir.store.JournalRecord.KeyEnded;
import dev.weir.store.StorageException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests with idempotency keys: the first of a key by having it answered, those that come meanwhile from its
 * flight, those that come later from what is kept. A flight stays in the map until what came of it is in the journal,
 * so that one of the two is always found. Thread-safe.
 */
final class KeyedCalls {
    private static final Logger log = LoggerFactory.getLogger(KeyedCalls.class);

    private final KeyLog keys;
    private final Headroom room;
    private final GivenCounts counts;
    private final Clock clock;
    private final ConcurrentMap<KeyName, Flight> flights = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Flight> byRequest = new ConcurrentHashMap<>();

    KeyedCalls(KeyLog keys, Headroom room, GivenCounts counts, Clock clock) {
        this.keys = keys;
        this.room = room;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * A request with a key.
     *
     * @param handler answers it
     * @param outright whether it costs something, or may, without passing the pipeline: its key begins at once
     */
    record Asked(KeyName name, Fingerprint fingerprint, Request request, Handler handler, boolean outright) {}

    /**
     * The answer to the request, or to the first of its key.
     *
     * @throws Refusal if there is none, or the first had none
     */
    Response answer(Asked asked) {
        while (true) {
            Flight made = new Flight(asked.name(), asked.fingerprint(), clock.instant(), room);
            Flight running = flights.putIfAbsent(asked.name(), made);
            Response response = running == null ? looked(made, asked) : shared(running, asked);
            if (response != null) {
                return response;
            }
        }
    }

    /** Null if that flight has an end to be looked up now. */
    private @Nullable Response shared(Flight running, Asked asked) {
        if (!running.isOne()) {
            return null;
        }
        if (!running.fingerprint().equals(asked.fingerprint())) {
            throw counted(Given.REUSED, Refusals.reused());
        }
        Flight.Reader reader = running.join(asked.request().cancellation());
        if (reader == null) {
            running.awaitLanding();
            return null;
        }
        counts.count(Given.SHARED);
        return Replay.marked(reader.answer());
    }

    private Response looked(Flight made, Asked asked) {
        JournalRecord past;
        try {
            past = keys.find(asked.name());
            if (past == null && asked.outright()) {
                begin(made, null);
                keys.awaitSynced(made.position());
            }
        } catch (RuntimeException | Error e) {
            dissolve(made);
            throw e;
        }
        if (past != null) {
            dissolve(made);
            return again(past, asked.fingerprint());
        }
        return first(made, asked);
    }

    private void dissolve(Flight made) {
        flights.remove(made.name(), made);
        made.dissolve();
    }

    private Response first(Flight made, Asked asked) {
        counts.count(Given.FIRST);
        Request request = asked.request();
        byRequest.put(request.id(), made);
        Flight.Reader own = Objects.requireNonNull(made.join(request.cancellation()), "the first can always join");
        made.start(request, asked.handler(), flight -> landed(flight, request.id()));
        return own.answer();
    }

    /**
     * A request is about to have something sent.
     *
     * @throws StorageException if that cannot be written; nothing may be sent then
     */
    void sending(String requestId, ExchangeId exchange) {
        Flight flight = byRequest.get(requestId);
        if (flight != null) {
            begin(flight, exchange);
        }
    }

    private void begin(Flight flight, @Nullable ExchangeId exchange) {
        flight.begin(exchange, begun -> keys.begun(begun.name(), begun.since(), exchange));
    }

    private void landed(Flight flight, String requestId) {
        try {
            KeyEnd end = flight.end();
            if (end != null) {
                write(flight, end);
            }
        } catch (RuntimeException e) {
            log.warn("What came of a request with an idempotency key could not be kept: {}", e.getMessage());
        } finally {
            byRequest.remove(requestId, flight);
            flights.remove(flight.name(), flight);
        }
    }

    private void write(Flight flight, KeyEnd end) {
        keys.ended(new KeyEnded(
                flight.name().project(),
                flight.name().holder(),
                flight.name().digest(),
                flight.since(),
                clock.instant(),
                end,
                flight.exchange(),
                flight.fingerprint().bytes(),
                end == KeyEnd.KEPT ? flight.answer() : null));
        if (flight.hasBegun()) {
            keys.awaitSynced(flight.position());
        }
    }

    private Response again(JournalRecord past, Fingerprint fingerprint) {
        return switch (past) {
            case KeyEnded ended
            when ended.fingerprint().length == 0 -> throw counted(Given.NOT_KEPT, Refusals.erased());
            case KeyEnded ended
            when !fingerprint.is(ended.fingerprint()) -> throw counted(Given.REUSED, Refusals.reused());
            case KeyEnded ended -> again(ended);
            case KeyBegun begun -> throw counted(Given.UNKNOWN, Refusals.unknown(begun.exchange()));
            default -> throw new IllegalStateException("the log of keys holds a record of another kind");
        };
    }

    private Response again(KeyEnded ended) {
        return switch (ended.end()) {
            case KEPT -> {
                counts.count(Given.REPLAYED);
                yield Replay.of(Objects.requireNonNull(ended.answer()));
            }
            case CUT_SHORT -> throw counted(Given.NOT_KEPT, Refusals.cutShort(ended.exchange()));
            case TOO_LARGE -> throw counted(Given.NOT_KEPT, Refusals.tooLarge(ended.exchange()));
            case FREED -> throw new IllegalStateException("a key that was freed is in the database");
        };
    }

    private Refusal counted(Given given, Refusal refusal) {
        counts.count(given);
        return refusal;
    }
}
