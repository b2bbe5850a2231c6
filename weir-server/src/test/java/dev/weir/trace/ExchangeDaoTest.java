package dev.weir.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Exchange;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.Ledger;
import dev.weir.store.Projected;
import dev.weir.store.TestEngine;
import dev.weir.store.TestExchange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class ExchangeDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    @TempDir
    Path folder;

    private static final ProjectId ONE = new ProjectId("proj_1");
    private static final KeyId KEY = new KeyId("key_1");
    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

    private static Projected exchange(String id, Instant at, Status status, Map<String, String> tags) {
        Exchange exchange = new TestExchange(id, ONE, KEY, at)
                .stream()
                        .target(new Target("sim", "cent"))
                        .status(status, status == Status.OK ? null : "upstream_error")
                        .used(Usage.of(10, 5))
                        .cost(new Money(1_999_999))
                        .took(5_000_000, 2_000_000)
                        .tags(tags)
                        .end();
        return new Projected(0, 3, new byte[] {1, 0, -1}, new JournalRecord.Closed(exchange, at));
    }

    private static List<String> ids(List<ExchangeSummary> found) {
        return found.stream().map(ExchangeSummary::id).toList();
    }

    @Test
    void exchangesAreListedFilteredAndAddedUp() {
        try (Database database = engine.in(folder).open("weir", Ledger.MIGRATIONS, Tracing.LEDGER_MIGRATIONS)) {
            ExchangeDao dao = new ExchangeDao(database);
            List<Projected> batch = List.of(
                    exchange("ex_1", NOON, Status.OK, Map.of("weir.batch", "batch_1")),
                    exchange("ex_2", NOON.plusSeconds(1), Status.ERROR, Map.of()),
                    exchange("ex_3", NOON.plusSeconds(86_400), Status.OK, Map.of("weir.batch", "batch_1")));
            for (int i = 0; i < 2; i++) {
                database.write(connection -> {
                    dao.apply(connection, batch);
                    return 0;
                });
            }
            assertThat(ids(dao.list(ONE, ExchangeFilter.ALL, null, null, 2))).containsExactly("ex_3", "ex_2");
            assertThat(ids(dao.list(ONE, ExchangeFilter.ALL, NOON.plusSeconds(1), "ex_2", 2)))
                    .containsExactly("ex_1");
            ExchangeFilter narrow =
                    new ExchangeFilter("ok", "small", "key_1", "ex_", "batch_1", NOON, NOON.plusSeconds(9), 5_000L);
            assertThat(ids(dao.list(ONE, narrow, null, null, 9))).containsExactly("ex_1");
            assertThat(dao.list(new ProjectId("proj_2"), ExchangeFilter.ALL, null, null, 9))
                    .isEmpty();
            assertThat(Objects.requireNonNull(dao.find(ONE, "ex_1")).cost()).isEqualTo(new Money(1_999_999));
            assertThat(dao.batchCosts(ONE, List.of("batch_1", "batch_2")))
                    .isEqualTo(Map.of("batch_1", new BatchCost(2, new BigDecimal("0.000003999998"), "USD")));
            assertThat(dao.timings(ONE, NOON, 9)).hasSize(2);
        }
    }

    @Test
    void tracesAreKeptOnceAndForTheirTime() {
        try (Database database = engine.in(folder).open("traces", Tracing.TRACES_MIGRATIONS)) {
            TraceDao dao = new TraceDao(database);
            List<Projected> batch = List.of(
                    exchange("ex_1", NOON, Status.OK, Map.of()),
                    exchange("ex_2", NOON.plusSeconds(9), Status.OK, Map.of()));
            for (int i = 0; i < 2; i++) {
                database.write(connection -> {
                    dao.apply(connection, batch);
                    return 0;
                });
            }
            assertThat(Objects.requireNonNull(dao.find(ONE, "ex_1")).payload()).containsExactly(1, 0, -1);
            assertThat(dao.find(new ProjectId("proj_2"), "ex_1")).isNull();
            assertThat(dao.deleteBefore(NOON.plusSeconds(1))).isEqualTo(1);
            assertThat(dao.find(ONE, "ex_1")).isNull();
        }
    }
}
