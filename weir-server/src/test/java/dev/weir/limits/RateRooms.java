package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.machine.Tenants;
import dev.weir.machine.Wish;
import dev.weir.pipeline.Foretold;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.Ledger;
import dev.weir.store.OpenExchanges;
import dev.weir.store.Projector;
import dev.weir.store.TestCipher;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.Tracing;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One life of a process: the rooms around a gate, from their start over a data directory to their end. */
final class RateRooms implements AutoCloseable {
    private final Journal journal;
    private final Database database;
    private final Tenants tenants;
    private final RateRoom room;
    private final Projector projector;
    private final Gateway gate;
    private long worst;

    RateRooms(Path folder, Clock clock) {
        JournalCodec codec = new JournalCodec(new TestCipher());
        journal = Journal.open(folder.resolve("journal"), "node_1", codec);
        database = Database.open(
                folder.resolve("weir.db"),
                Projector.MIGRATIONS,
                Ledger.MIGRATIONS,
                Tracing.LEDGER_MIGRATIONS,
                TenancyRoom.MIGRATIONS,
                RateRoom.MIGRATIONS);
        tenants = new Tenants(database, folder, clock);
        room = new RateRoom(
                database,
                null,
                () -> 1,
                tenants.service(),
                tenants.table(),
                UnaryOperator.identity(),
                null,
                new Metrics(),
                clock);
        projector = Projector.start(
                journal,
                codec,
                database,
                List.of(room.projection(), new Ledger("node_1"), Tracing.projection(database)));
        new OpenExchanges(database).close(journal, clock.instant());
        catchUp();
        room.resume();
        gate = room.before(this::answer, new RateRoom.Expected(call -> worst, call -> worst));
    }

    void catchUp() {
        assertThat(projector.awaitProjected(journal.flush(), Duration.ofSeconds(10)))
                .isTrue();
    }

    /** What is journalled from now on does not come to the tables in this life. */
    void fallBehind() {
        projector.close();
    }

    Tenants tenants() {
        return tenants;
    }

    void append(JournalRecord record) {
        journal.append(record);
    }

    /** Null if the gate refuses. */
    @Nullable
    Events enter(Call call, long tokens) {
        worst = tokens;
        try {
            return ((Answer.Streamed) gate.call(call)).events();
        } catch (Refusal refused) {
            assertThat(refused.refused().status()).isEqualTo(429);
            return null;
        }
    }

    void foretell(Call call, long tokens) {
        worst = tokens;
        Foretold told = new Foretold(new Target("sim", call.operation().model()), 200, new byte[0], BigDecimal.ONE);
        ScopedValue.where(Foretold.NOW, told).call(() -> gate.call(call));
    }

    /** What stands behind the gate: an answer that goes on until it is closed, or one that was foretold. */
    private Answer answer(Call call) {
        if (Foretold.NOW.isBound()) {
            call.recording().attempted(attempt(call, worst));
            return new Answer.Whole(new byte[0], List.of(), null);
        }
        return new Answer.Streamed(new Endless());
    }

    static Attempt attempt(Call call, long tokens) {
        return new Attempt(
                attemptId(call.recording().id()),
                new Target("sim", call.operation().model()),
                null,
                Usage.of(tokens, 0),
                null,
                null,
                null,
                0,
                0,
                -1);
    }

    static AttemptId attemptId(ExchangeId exchange) {
        return new AttemptId("at_" + exchange.value().substring(3));
    }

    /** How the limits of a call stand. */
    List<RateLine> lines(Wish wish) {
        return room.lines(tenants.applied(wish), wish.amount());
    }

    /** As a kill leaves it, too: calls that are open are not ended. */
    @Override
    public void close() {
        projector.close();
        room.close();
        tenants.close();
        journal.close();
        database.close();
    }

    /** Has nothing to say until it is closed. */
    private static final class Endless implements Events {
        @Override
        public @Nullable Event next() {
            return null;
        }

        @Override
        public void close() {}
    }
}
