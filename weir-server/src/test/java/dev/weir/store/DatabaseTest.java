package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.spi.Money;
import dev.weir.store.StorageException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class DatabaseTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final String SAMPLES = "dev/weir/store/samples";

    @TempDir
    Path dir;

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        Instant madeAt = Instant.parse("2026-05-04T03:02:01.000005Z");
        try (Database database = open()) {
            database.write(connection -> insert(connection, "lamp", madeAt, new Money(-1_500_001)));
        }
        try (Database database = open()) {
            Item item = database.find(connection -> Sql.of(connection, "select * from items where name = ?")
                    .bind("lamp")
                    .first(DatabaseTest::item));
            assertThat(item).isEqualTo(new Item("lamp", madeAt, new Money(-1_500_001)));
        }
    }

    @Test
    void manyCallersShareCommitsAndEachFindsItsRow() throws Exception {
        try (Database database = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> found = IntStream.range(0, 500)
                    .mapToObj(i -> threads.submit(() -> {
                        database.write(connection -> insert(connection, "item" + i, Instant.EPOCH, Money.ZERO));
                        return database.read(connection -> has(connection, "item" + i));
                    }))
                    .toList();
            for (Future<Boolean> one : found) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    @Test
    void aFailingWriteDoesNotUndoItsCompanions() throws Exception {
        try (Database database = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> writes = IntStream.range(0, 300)
                    .mapToObj(i -> threads.submit(() -> database.write(connection -> {
                        int rows = insert(connection, "item" + i, Instant.EPOCH, Money.ZERO);
                        return switch (i % 3) {
                            case 1 -> throw new IllegalArgumentException("no");
                            case 2 -> insert(connection, "item" + i, Instant.EPOCH, Money.ZERO);
                            default -> rows;
                        };
                    })))
                    .toList();
            for (int i = 0; i < 300; i++) {
                assertOutcome(i, writes.get(i));
            }
            long kept = database.read(connection ->
                    Sql.of(connection, "select count(*) as n from items").single(row -> row.number("n")));
            assertThat(kept).isEqualTo(100);
        }
    }

    private static void assertOutcome(int i, Future<Integer> write) throws Exception {
        switch (i % 3) {
            case 1 ->
                assertThat(write)
                        .failsWithin(java.time.Duration.ofSeconds(10))
                        .withThrowableThat()
                        .withCauseExactlyInstanceOf(IllegalArgumentException.class);
            case 2 ->
                assertThat(write)
                        .failsWithin(java.time.Duration.ofSeconds(10))
                        .withThrowableThat()
                        .withCauseExactlyInstanceOf(StorageException.class);
            default -> assertThat(write.get()).isEqualTo(1);
        }
    }

    @Test
    void aFullDatabaseFailsClearlyAndRecovers() {
        assumeTrue(engine == TestEngine.SQLITE, "no other can be made full so easily");
        try (Database database = open()) {
            database.write(connection ->
                    Sql.of(connection, "pragma max_page_count = 8").single(row -> 1));
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> database.write(
                            connection -> insert(connection, "x".repeat(100_000), Instant.EPOCH, Money.ZERO)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FULL))
                    .withMessageContaining("free some space");
            database.write(connection ->
                    Sql.of(connection, "pragma max_page_count = 100000").single(row -> 1));
            database.write(connection -> insert(connection, "after", Instant.EPOCH, Money.ZERO));
            boolean found = database.read(connection -> has(connection, "after"));
            assertThat(found).isTrue();
        }
    }

    @Test
    void retentionDeletesWhatIsOldAndNothingElse() {
        Instant limit = Instant.parse("2026-01-01T00:00:00Z");
        try (Database database = open()) {
            database.write(connection -> {
                for (int i = 0; i < 1200; i++) {
                    insert(connection, "item" + i, limit.plusSeconds(i - 1100), Money.ZERO);
                }
                return 1;
            });
            assertThat(Retention.deleteBefore(database, "items", "made_at", limit))
                    .isEqualTo(1100);
            long left = database.read(connection ->
                    Sql.of(connection, "select count(*) as n from items").single(row -> row.number("n")));
            assertThat(left).isEqualTo(100);
        }
    }

    @Test
    void aReaderCannotWrite() {
        try (Database database = open()) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> database.read(connection -> insert(connection, "a", Instant.EPOCH, Money.ZERO)));
        }
    }

    @Test
    void aDatabaseOfANewerWeirIsRefused() {
        try (Database database = open()) {
            database.write(connection -> Sql.of(connection, """
                            insert into flyway_schema_history
                            select 99, '20990101000000', 'future', 'SQL', 'V20990101000000__future.sql', 0, 'me',
                                '2099-01-01 00:00:00', 1, '1'
                            """).update());
            database.write(
                    connection -> Sql.of(connection, "delete from weir_schema").update());
        }
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NEWER_VERSION))
                .withMessageContaining("V20990101000000__future.sql");
    }

    @Test
    void aFileThatIsNoDatabaseIsReportedAsDamaged() throws Exception {
        assumeTrue(engine == TestEngine.SQLITE, "no other is a file");
        Files.writeString(dir.resolve("weir.db"), "this is a letter, not a database; ".repeat(200));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }

    @Test
    void workOnAClosedDatabaseIsRefused() {
        Database database = open();
        database.close();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> database.read(connection -> 1))
                .withMessageContaining("closed");
    }

    @Test
    void workThatCallsTheDatabaseAgainIsRefusedInsteadOfWaitingForEver() {
        try (Database database = open()) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> database.write(connection -> database.read(other -> 1)));
        }
    }

    private Database open() {
        return engine.in(dir).open("weir", SAMPLES);
    }

    private static int insert(Connection connection, String name, Instant madeAt, Money cost) throws SQLException {
        return Sql.of(connection, "insert into items (name, made_at, cost_micros, cost_rest) values (?, ?, ?, ?)")
                .bind(name)
                .bind(madeAt)
                .bind(cost)
                .update();
    }

    private static boolean has(Connection connection, String name) throws SQLException {
        return Sql.of(connection, "select name from items where name = ?")
                        .bind(name)
                        .first(row -> true)
                != null;
    }

    private static Item item(Row row) throws SQLException {
        return new Item(row.text("name"), row.instant("made_at"), row.moneyOrNull("cost"));
    }

    private record Item(
            String name, Instant madeAt, @Nullable Money cost) {}
}
