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
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.Ledger;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.TestEngine;
import dev.weir.tenancy.Scope;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class SpendDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    @TempDir
    Path folder;

    private static final ProjectId ONE = new ProjectId("proj_1");
    private static final KeyId KEY = new KeyId("key_1");
    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

    private static Projected intent(int number, Instant at) {
        return projected(new AttemptIntent(
                new AttemptId("at_" + number),
                new ExchangeId("ex_" + number),
                ONE,
                KEY,
                at,
                "small",
                new Target("sim", "cent"),
                new Money(9_000_000),
                "USD"));
    }

    private static Projected projected(JournalRecord record) {
        return new Projected(0, 0, new byte[0], record);
    }

    private static Projected closed(int number, Instant at) {
        Target target = new Target("sim", "cent");
        Usage usage = Usage.of(1, 1);
        Money cost = new Money(1_999_999);
        Attempt attempt = new Attempt(new AttemptId("at_" + number), target, null, usage, cost, "USD", null, 0, 10, -1);
        return projected(new JournalRecord.Closed(
                new Exchange(
                        new ExchangeId("ex_" + number),
                        ONE,
                        KEY,
                        "req_1",
                        at,
                        "chat",
                        false,
                        "small",
                        target,
                        Status.OK,
                        null,
                        null,
                        null,
                        usage,
                        cost,
                        "USD",
                        10,
                        -1,
                        List.of(attempt),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        Map.of("team", "a"),
                        new byte[0],
                        AnswerContent.of(List.of()),
                        null),
                at));
    }

    private static void apply(Database database, String node, Projected... batch) {
        SpendDao spend = new SpendDao(database, Budgets::spenders, node);
        for (Projection projection : List.of(spend, new Ledger(node))) {
            database.write(connection -> {
                projection.apply(connection, List.of(batch));
                return 0;
            });
        }
    }

    @Test
    void whatSettledAttemptsCostIsAddedUpOnceByNode() {
        try (Database database = engine.in(folder).open("weir", Ledger.MIGRATIONS, BudgetRoom.MIGRATIONS)) {
            apply(database, "node_a", intent(1, NOON), closed(1, NOON.plusSeconds(900)));
            apply(database, "node_a", closed(1, NOON.plusSeconds(900)));
            apply(database, "node_b", intent(2, NOON.plusSeconds(900)));
            apply(database, "node_b", closed(2, NOON.plusSeconds(1800)), closed(3, NOON.plusSeconds(2700)));
            SpendDao dao = new SpendDao(database, Budgets::spenders, "node_c");

            assertThat(dao.spent(ONE, Scope.KEY, "key_1", "USD", NOON)).isEqualTo(Total.of(5, 999_997));
            assertThat(dao.spent(ONE, Scope.TAG, "team=a", "USD", NOON.plusSeconds(900)))
                    .as("an attempt counts where it was set aside")
                    .isEqualTo(Total.of(3, 999_998));
            assertThat(dao.spent(ONE, Scope.KEY, "key_1", "EUR", NOON)).isEqualTo(Total.ZERO);
            assertThat(dao.spentByNode(ONE, Scope.KEY, "key_1", "USD", NOON))
                    .isEqualTo(Map.of("node_a", Total.of(1, 999_999), "node_b", Total.of(3, 999_998)));
            assertThat(dao.spenders(ONE, Scope.TAG, "USD", NOON)).containsExactly("team=a");
        }
    }
}
