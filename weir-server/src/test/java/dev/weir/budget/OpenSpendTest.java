package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.Total;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.store.Database;
import dev.weir.store.Databases;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.OpenExchanges;
import dev.weir.store.Projector;
import dev.weir.store.TestCipher;
import dev.weir.tenancy.Scope;
import dev.weir.usage.TestLedger;
import dev.weir.usage.UsageRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash left open counts for everybody whom its calls named. */
class OpenSpendTest {
    private static final ProjectId PROJECT = new ProjectId("proj_A");
    private static final Instant AT = Instant.parse("2026-05-04T03:02:01Z");

    @TempDir
    Path dir;

    private static AttemptIntent intent(int number, Map<String, String> tags) {
        return new AttemptIntent(
                new AttemptId("at_" + number),
                new ExchangeId("ex_" + number),
                PROJECT,
                new KeyId("key_A"),
                AT.plusSeconds(number),
                "small",
                new Target("sim", "small"),
                new Money(5_000_000),
                "USD",
                tags);
    }

    @Test
    void usersAndTagsAreCharged() {
        JournalCodec codec = new JournalCodec(new TestCipher());
        try (Journal journal = Journal.open(dir.resolve("journal"), "node_1", codec)) {
            journal.append(intent(1, Map.of("weir.user", "ann", "team", "search")));
            journal.append(intent(2, Map.of("weir.user", "bob")));
            journal.append(intent(3, Map.of()));
            journal.awaitSynced(journal.written());
        }
        for (int start = 0; start < 2; start++) {
            try (Journal journal = Journal.open(dir.resolve("journal"), "node_1", codec);
                    Database database = TestLedger.open(Databases.in(dir))) {
                try (Projector projector =
                        Projector.start(journal, codec, database, TestLedger.projections(database, "node_1"))) {
                    List<Exchange> open = new OpenExchanges(database).close(journal, AT.plusSeconds(60));
                    assertThat(open).hasSize(start == 0 ? 3 : 0);
                    assertThat(projector.awaitProjected(journal.flush(), Duration.ofSeconds(10)))
                            .isTrue();
                }
                assertThat(spent(database, Scope.USER, "ann")).isEqualTo(new Total(5, 0));
                assertThat(spent(database, Scope.USER, "bob")).isEqualTo(new Total(5, 0));
                assertThat(spent(database, Scope.TAG, "team=search")).isEqualTo(new Total(5, 0));
                assertThat(spent(database, Scope.KEY, "key_A")).isEqualTo(new Total(15, 0));
                assertThat(spent(database, Scope.PROJECT, "proj_A")).isEqualTo(new Total(15, 0));
            }
        }
    }

    private static Total spent(Database database, Scope scope, String name) {
        return UsageRoom.spent(database)
                .byNode(PROJECT, scope, name, "USD", Instant.EPOCH)
                .getOrDefault("node_1", Total.ZERO);
    }
}
