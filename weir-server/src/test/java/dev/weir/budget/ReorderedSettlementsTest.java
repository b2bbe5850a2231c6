package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.ContentCipher;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Ledger;
import dev.weir.store.Projector;
import dev.weir.store.Sql;
import dev.weir.tenancy.Scope;
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

    private static final ContentCipher PLAIN = new ContentCipher() {
        @Override
        public Envelope seal(ProjectId project, byte[] content, byte[] context) {
            return new Envelope("plain", null, content);
        }

        @Override
        public byte[] open(ProjectId project, Envelope envelope, byte[] context) {
            return envelope.ciphertext();
        }
    };

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
                new Exchange(
                        new ExchangeId("ex_" + number),
                        PROJECT,
                        new KeyId("key_A"),
                        "",
                        AT,
                        "chat",
                        false,
                        "small",
                        new Target("sim", "small"),
                        Status.OK,
                        null,
                        null,
                        "stop",
                        Usage.of(1, 2),
                        new Money(COST),
                        "USD",
                        0,
                        -1,
                        List.of(attempt),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        Map.of("weir.user", "ann"),
                        new byte[0],
                        AnswerContent.EMPTY,
                        null),
                AT);
    }

    @Test
    void whateverTheirOrderEachIsCountedOnce() {
        Random random = new Random(20261122);
        int exchanges = 60;
        JournalCodec codec = new JournalCodec(PLAIN);
        try (Journal journal = Journal.open(dir.resolve("journal"), "node_1", codec);
                Database database = Database.open(
                        dir.resolve("weir.db"), Projector.MIGRATIONS, Ledger.MIGRATIONS, BudgetRoom.MIGRATIONS)) {
            SpendDao spend = new SpendDao(database, Budgets::spenders);
            try (Projector projector = Projector.start(journal, codec, database, List.of(spend, new Ledger()))) {
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
            assertThat(spend.spent(PROJECT, Scope.PROJECT, "proj_A", "USD", Instant.EPOCH))
                    .isEqualTo(all);
            assertThat(spend.spent(PROJECT, Scope.USER, "ann", "USD", Instant.EPOCH))
                    .isEqualTo(all);
            long settled = database.read(connection -> Sql.of(
                            connection,
                            "select count(*) as n from attempts where state = 'settled' and exchange_closed = 1"
                                    + " and cost_micros = 3 and tags is null")
                    .single(row -> row.number("n")));
            assertThat(settled).isEqualTo(exchanges);
        }
    }
}
