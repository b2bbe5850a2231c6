package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.Total;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.Database;
import dev.weir.store.Databases;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Projector;
import dev.weir.store.Sql;
import dev.weir.store.TestCipher;
import dev.weir.store.TestExchange;
import dev.weir.tenancy.Scope;
import dev.weir.usage.TestLedger;
import dev.weir.usage.UsageRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A settlement that comes twice, or after its exchange was closed, is one settlement. An intent is always first. */
class ReorderedSettlementsTest {
    private static final ProjectId PROJECT = new ProjectId("proj_A");
    private static final Instant AT = Instant.parse("2026-05-04T03:02:01Z");
    private static final long COST = 3_000_000;

    @TempDir
    Path dir;

    private static AttemptIntent intent(int number) {
        return new AttemptIntent(
                new AttemptId("at_" + number),
                new ExchangeId("ex_" + number),
                PROJECT,
                new KeyId("key_A"),
                AT,
                "small",
                new Target("sim", "small"),
                new Money(5_000_000),
                "USD",
                Map.of("weir.user", "ann"));
    }

    private static AttemptOutcome outcome(int number) {
        return new AttemptOutcome(
                new AttemptId("at_" + number),
                new ExchangeId("ex_" + number),
                PROJECT,
                AT,
                Usage.of(1, 2),
                new Money(COST),
                "USD",
                null);
    }

    private static Closed closed(int number) {
        Attempt attempt = new Attempt(
                new AttemptId("at_" + number),
                new Target("sim", "small"),
                null,
                Usage.of(1, 2),
                new Money(COST),
                "USD",
                "2026-01",
                0,
                0,
                -1);
        return new Closed(
                new TestExchange("ex_" + number, PROJECT, new KeyId("key_A"), AT)
                        .target(new Target("sim", "small"))
                        .used(Usage.of(1, 2))
                        .cost(new Money(COST))
                        .attempts(List.of(attempt))
                        .tags(Map.of("weir.user", "ann"))
                        .end(),
                AT);
    }

    @Test
    void whateverTheirOrderEachIsCountedOnce() {
        Random random = new Random(20261122);
        int exchanges = 60;
        JournalCodec codec = new JournalCodec(new TestCipher());
        try (Journal journal = Journal.open(dir.resolve("journal"), "node_1", codec);
                Database database = TestLedger.open(Databases.in(dir))) {
            try (Projector projector =
                    Projector.start(journal, codec, database, TestLedger.projections(database, "node_1"))) {
                for (int i = 0; i < exchanges; i++) {
                    List<JournalRecord> records =
                            new ArrayList<>(List.of(closed(i), closed(i), outcome(i), outcome(i)));
                    Collections.shuffle(records, random);
                    records.addFirst(intent(i));
                    for (JournalRecord record : records) {
                        journal.append(record);
                        if (random.nextInt(4) == 0) {
                            projector.awaitProjected(journal.flush(), Duration.ofSeconds(10));
                        }
                    }
                }
                assertThat(projector.awaitProjected(journal.flush(), Duration.ofSeconds(10)))
                        .isTrue();
            }
            Total all = Total.of(new Money(COST * exchanges));
            assertThat(UsageRoom.spent(database).byNode(PROJECT, Scope.PROJECT, "proj_A", "USD", Instant.EPOCH))
                    .isEqualTo(Map.of("node_1", all));
            assertThat(UsageRoom.spent(database).byNode(PROJECT, Scope.USER, "ann", "USD", Instant.EPOCH))
                    .isEqualTo(Map.of("node_1", all));
            long settled = database.read(connection -> Sql.of(
                            connection,
                            "select count(*) as n from attempts where state = 'settled' and exchange_closed = 1"
                                    + " and cost_micros = 3 and tags is null")
                    .single(row -> row.number("n")));
            assertThat(settled).isEqualTo(exchanges);
        }
    }
}
