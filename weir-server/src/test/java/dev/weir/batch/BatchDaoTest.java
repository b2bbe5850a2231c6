package dev.weir.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.store.Database;
import dev.weir.store.TestEngine;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
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
class BatchDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    @TempDir
    Path folder;

    private static final ProjectId ONE = new ProjectId("proj_1");
    private static final ProjectId TWO = new ProjectId("proj_2");
    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

    private static Batch batch(String id, ProjectId project, Instant at) {
        return new Batch(
                id,
                project,
                new KeyId("key_1"),
                "/v1/chat/completions",
                "file_1",
                "24h",
                Map.of("team", "search"),
                Duration.ofDays(1),
                BatchStatus.VALIDATING,
                null,
                List.of(),
                null,
                null,
                0,
                Tally.ZERO,
                new Batch.Moments(at, at.plusSeconds(60), null, null, null, null, null, null, null),
                null);
    }

    @Test
    void aBatchGoesForwardStepByStep() {
        try (Database database = engine.in(folder).open("weir", BatchRoom.MIGRATIONS)) {
            BatchDao dao = new BatchDao(database);
            assertThat(dao.insert(ONE, batch("a", ONE, NOON), 2)).isTrue();
            assertThat(dao.insert(ONE, batch("b", ONE, NOON.plusSeconds(1)), 2)).isTrue();
            assertThat(dao.insert(ONE, batch("c", ONE, NOON), 2)).as("too many").isFalse();
            assertThat(dao.insert(TWO, batch("d", TWO, NOON), 2)).isTrue();

            assertThat(dao.find(ONE, "a")).isEqualTo(batch("a", ONE, NOON));
            assertThat(dao.find(TWO, "a")).isNull();
            assertThat(dao.page(ONE, null, 5)).extracting(Batch::id).containsExactly("b", "a");
            assertThat(dao.page(ONE, "b", 5)).extracting(Batch::id).containsExactly("a");

            assertThat(dao.started(ONE, "a", 7, "small", NOON)).isTrue();
            assertThat(dao.started(ONE, "a", 7, "small", NOON)).isFalse();
            dao.goesElsewhere(ONE, "a", new Target("sim", "big"), new BigDecimal("0.50"));
            dao.madeElsewhere(ONE, "a", "theirs");
            assertThat(dao.finalizing(ONE, "a", NOON)).isTrue();
            assertThat(dao.cancelling(ONE, "a", NOON)).isFalse();
            BatchDao.Names names = dao.named(ONE, "a", new BatchDao.Names("out", "err"));
            assertThat(dao.named(ONE, "a", new BatchDao.Names("other", "other")))
                    .isEqualTo(names);
            dao.finished(
                    ONE,
                    "a",
                    new BatchDao.End(
                            BatchStatus.COMPLETED,
                            new Tally(6, 1, 10, 2, 20, 3),
                            "out",
                            null,
                            List.of(new BatchError("code", "message", null, 3))),
                    NOON.plusSeconds(9));

            Batch done = Objects.requireNonNull(dao.find(ONE, "a"));
            assertThat(done.status()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(done.tally()).isEqualTo(new Tally(6, 1, 10, 2, 20, 3));
            assertThat(done.moments().completedAt()).isEqualTo(NOON.plusSeconds(9));
            assertThat(done.errors()).hasSize(1);
            assertThat(Objects.requireNonNull(done.elsewhere()).id()).isEqualTo("theirs");
            assertThat(dao.cancelling(ONE, "b", NOON)).isTrue();
            assertThat(dao.unfinished()).extracting(Batch::id).containsExactlyInAnyOrder("b", "d");
        }
    }
}
