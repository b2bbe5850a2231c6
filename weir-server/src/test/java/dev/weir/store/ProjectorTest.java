package dev.weir.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.spi.Exchange;
import dev.weir.spi.Money;
import dev.weir.spi.Status;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class ProjectorTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Journal.Sizes SMALL = new Journal.Sizes(64 * 1024, 16 * 1024, 8 * 1024);

    @TempDir
    Path dir;

    private final JournalCodec codec = new JournalCodec(new TestCipher());

    @Test
    void whoWaitsForAPositionReadsItsOwnWrites() {
        try (Journal journal = journal();
                Database database = database();
                Projector projector = Projector.start(journal, codec, database, List.of(new Ledger("node_1")))) {
            for (int i = 0; i < 20; i++) {
                journal.append(Records.intent(i));
                long position = journal.append(Records.closed(i));
                assertThat(projector.awaitProjected(position, LONG)).isTrue();
                assertThat(states(database, "settled")).isEqualTo(i + 1);
            }
            assertThat(projector.failure()).isNull();
        }
    }

    @Test
    void aPositionThatNeverComesIsNotWaitedForForEver() {
        try (Journal journal = journal();
                Database database = database();
                Projector projector = Projector.start(journal, codec, database, List.of())) {
            assertThat(projector.awaitProjected(1000, Duration.ofMillis(30))).isFalse();
        }
    }

    @Test
    void everyRecordIsAppliedOnceHoweverOftenTheProjectorDies() {
        Random random = new Random(4711);
        int appended = 0;
        try (Database database = engine.in(dir).open("weir", Projector.MIGRATIONS, "dev/weir/store/samples");
                Journal journal = journal()) {
            for (int life = 0; life < 15; life++) {
                AtomicInteger untilFailure = new AtomicInteger(random.nextInt(60));
                Projection counting = new Counting(untilFailure);
                int more = random.nextInt(50);
                try (Projector projector = startOrDie(journal, database, counting)) {
                    for (int i = 0; i < more; i++) {
                        journal.append(Records.intent(appended++));
                    }
                    projector.awaitProjected(journal.written(), Duration.ofMillis(random.nextInt(40)));
                }
            }
            try (Projector last = Projector.start(
                    journal, codec, database, List.of(new Counting(new AtomicInteger(Integer.MAX_VALUE))))) {
                assertThat(last.awaitProjected(journal.written(), LONG)).isTrue();
            }
            long rows = database.read(connection ->
                    Sql.of(connection, "select count(*) as n from items").single(row -> row.number("n")));
            assertThat(rows).isEqualTo(appended);
        }
    }

    /** A start whose catching up fails is a failed start: whoever starts Weir sees why. */
    private Projector startOrDie(Journal journal, Database database, Projection counting) {
        try {
            return Projector.start(journal, codec, database, List.of(counting));
        } catch (IllegalStateException e) {
            return Projector.start(
                    journal, codec, database, List.of(new Counting(new AtomicInteger(Integer.MAX_VALUE))));
        }
    }

    /** Inserts a row for each record, under a name that a second insert would violate, and fails at a given record. */
    private record Counting(AtomicInteger untilFailure) implements Projection {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void apply(Connection connection, List<Projected> batch) throws SQLException {
            for (Projected projected : batch) {
                if (untilFailure.decrementAndGet() == 0) {
                    throw new IllegalStateException("the process ends here");
                }
                Sql.of(connection, "insert into items (name) values (?)")
                        .bind(Long.toString(projected.position()))
                        .update();
            }
        }
    }

    @Test
    void settlingTwiceChangesNothing() {
        try (Journal journal = journal();
                Database database = database();
                Projector projector = Projector.start(journal, codec, database, List.of(new Ledger("node_1")))) {
            journal.append(Records.intent(1));
            journal.append(Records.outcome(1));
            journal.append(Records.outcome(1));
            journal.append(Records.closed(1));
            projector.awaitProjected(journal.append(Records.closed(1)), LONG);
            assertThat(cost(database)).isEqualTo(new Money(2));
        }
    }

    /** Records that come together are folded into one row; the rows must not tell how they came. */
    @Test
    void theRowsAreTheSameHoweverTheRecordsAreCutIntoBatches() {
        Random random = new Random(20261122);
        List<JournalRecord> records = lives(random, 120);
        List<String> oneByOne = rowsAfter("one.db", cut(records, () -> 1));
        for (int i = 0; i < 8; i++) {
            int most = 2 + random.nextInt(60);
            assertThat(rowsAfter("cut" + i + ".db", cut(records, () -> 1 + random.nextInt(most))))
                    .isEqualTo(oneByOne);
        }
    }

    /** Attempts that were settled, settled twice, closed twice, never closed, or had no intent; interleaved. */
    private static List<JournalRecord> lives(Random random, int attempts) {
        List<List<JournalRecord>> lives = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            List<JournalRecord> life = new ArrayList<>();
            if (random.nextInt(8) > 0) {
                life.add(Records.intent(i));
            }
            for (int n = random.nextInt(4); n > 2; n--) {
                life.add(Records.outcome(i));
            }
            for (int n = random.nextInt(10); n > 0 && life.size() < 4; n -= 5) {
                life.add(Records.closed(i));
            }
            lives.add(life);
        }
        List<JournalRecord> records = new ArrayList<>();
        while (!lives.isEmpty()) {
            List<JournalRecord> life = lives.get(random.nextInt(Math.min(12, lives.size())));
            if (life.isEmpty()) {
                lives.remove(life);
            } else {
                records.add(life.removeFirst());
            }
        }
        return records;
    }

    private static List<List<Projected>> cut(List<JournalRecord> records, IntSupplier size) {
        List<List<Projected>> batches = new ArrayList<>();
        for (int from = 0; from < records.size(); ) {
            int to = Math.min(records.size(), from + size.getAsInt());
            batches.add(records.subList(from, to).stream()
                    .map(record -> new Projected(0, JournalCodec.type(record), new byte[0], record))
                    .toList());
            from = to;
        }
        return batches;
    }

    private List<String> rowsAfter(String file, List<List<Projected>> batches) {
        try (Database database = engine.in(dir.resolve(file)).open("weir", Ledger.MIGRATIONS)) {
            for (List<Projected> batch : batches) {
                database.write(connection -> {
                    new Ledger("node_1").apply(connection, batch);
                    return 0;
                });
            }
            return database.read(connection -> Sql.of(connection, """
                            select concat_ws('|', attempt_id, exchange_id, project_id, key_id, model, provider,
                                provider_model, state, exchange_closed, node,
                                coalesce(cast(reserved_rest as text), '-'), coalesce(cast(cost_rest as text), '-'),
                                currency, coalesce(price, '-'), coalesce(cast(input_tokens as text), '-'),
                                coalesce(cast(output_tokens as text), '-')) as line
                            from attempts order by attempt_id
                            """).list(row -> row.text("line")));
        }
    }

    @Test
    void whatAnEarlierLifeLeftOpenIsClosedOnceAtItsReservedAmount() {
        try (Journal journal = journal();
                Database database = database();
                Projector projector = Projector.start(journal, codec, database, List.of(new Ledger("node_1")))) {
            journal.append(Records.intent(1));
            journal.append(Records.closed(1));
            journal.append(Records.intent(2));
            journal.append(Records.intent(3));
            projector.awaitProjected(journal.append(Records.outcome(3)), LONG);
        }
        for (int life = 0; life < 3; life++) {
            try (Journal journal = journal();
                    Database database = database();
                    Projector projector = Projector.start(journal, codec, database, List.of(new Ledger("node_1")))) {
                List<Exchange> open = new OpenExchanges(database).close(journal, Instant.EPOCH);
                assertThat(open).hasSize(life == 0 ? 2 : 0).allMatch(e -> e.status() == Status.OPEN);
                assertThat(projector.awaitProjected(journal.written(), LONG)).isTrue();
                assertThat(states(database, "open")).isEqualTo(1);
                assertThat(states(database, "settled")).isEqualTo(2);
                assertThat(states(database, "intent")).isZero();
                assertThat(cost(database)).isEqualTo(new Money(5));
            }
        }
    }

    @Test
    void aDatabaseThatIsAheadOfItsJournalIsRefused() {
        try (Journal journal = journal();
                Database database = database();
                Projector projector = Projector.start(journal, codec, database, List.of(new Ledger("node_1")))) {
            projector.awaitProjected(journal.append(Records.intent(1)), LONG);
        }
        try (Journal other = Journal.open(dir.resolve("other"), "node_1", codec, SMALL);
                Database database = database()) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> Projector.start(other, codec, database, List.of(new Ledger("node_1"))))
                    .withMessageContaining("do not belong together");
        }
    }

    private Journal journal() {
        return Journal.open(dir.resolve("journal"), "node_1", codec, SMALL);
    }

    private Database database() {
        return engine.in(dir).open("weir", Projector.MIGRATIONS, Ledger.MIGRATIONS);
    }

    private static Money cost(Database database) {
        return database.read(connection -> Sql.of(
                        connection, "select * from attempts order by case state when 'open' then 0 else 1 end limit 1")
                .single(row -> requireNonNull(row.moneyOrNull("cost"))));
    }

    private static long states(Database database, String state) {
        return database.read(connection -> Sql.of(connection, "select count(*) as n from attempts where state = ?")
                .bind(state)
                .single(row -> row.number("n")));
    }
}
