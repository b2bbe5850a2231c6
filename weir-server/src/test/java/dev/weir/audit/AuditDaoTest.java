package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.audit.merkle.Frontier;
import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.merkle.Proofs;
import dev.weir.audit.merkle.Tree;
import dev.weir.audit.note.SigningKey;
import dev.weir.kernel.Clock;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Projector;
import dev.weir.store.Sql;
import dev.weir.store.StorageException;
import dev.weir.store.TestCipher;
import dev.weir.store.TestEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class AuditDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final SigningKey KEY = SigningKey.of("weir/node_1", new byte[32]);

    @TempDir
    Path dir;

    private final TestCipher cipher = new TestCipher();
    private final JournalCodec codec = new JournalCodec(cipher);

    private Journal journal() {
        return Journal.open(dir.resolve("journal"), "node_1", codec);
    }

    private Database database(String name) {
        return engine.in(dir.resolve(name)).open("audit", Projector.MIGRATIONS, AuditRoom.MIGRATIONS);
    }

    private static List<JournalRecord> records(int count) {
        List<JournalRecord> records = new ArrayList<>();
        for (int i = 0; records.size() < count; i++) {
            records.add(Samples.intent(i));
            if (i % 5 == 0) {
                records.add(Samples.outcome(i));
                records.add(Samples.action(i, i % 2 == 0 ? null : Samples.project(i)));
                records.add(Samples.refusal(i));
            }
            records.add(Samples.closed(i));
        }
        return records;
    }

    @Test
    void everyEntrySaysWhatItsRecordDoesAndNothingOfItsContent() {
        try (Journal journal = journal();
                Database database = database("audit.db");
                Projector projector = Projector.start(journal, codec, database, List.of(new AuditDao(database)))) {
            journal.append(Samples.intent(0));
            journal.append(Samples.outcome(0));
            journal.append(Samples.refusal(0));
            journal.append(Samples.action(0, null));
            projector.awaitProjected(journal.append(Samples.closed(0)), LONG);

            List<String> bodies = new AuditDao(database)
                    .entries(0, 100, 100).stream()
                            .map(each -> new String(each.entry().body(), StandardCharsets.UTF_8))
                            .toList();
            assertThat(bodies.subList(0, 3))
                    .containsExactly(
                            "{\"at\":\"2026-05-04T03:02:01.123456Z\",\"attempt\":\""
                                    + Samples.attempt(0).value() + "\",\"currency\":\"USD\",\"deployment\":"
                                    + "\"simulated/small\",\"exchange\":\"ex_0\",\"form\":1,\"key\":\"key_A\",\"kind\":"
                                    + "\"attempt.intent\",\"model\":\"small\",\"project\":\"proj_even\",\"reserved\":"
                                    + "\"9007199254740993\"}",
                            "{\"at\":\"2026-05-04T03:02:01.123456Z\",\"attempt\":\""
                                    + Samples.attempt(0).value() + "\",\"cost\":\"2\",\"currency\":\"USD\","
                                    + "\"error\":\"provider_unavailable\",\"exchange\":\"ex_0\",\"form\":1,\"kind\":"
                                    + "\"attempt.outcome\",\"project\":\"proj_even\",\"usage\":{\"input_tokens\":3,"
                                    + "\"output_tokens\":4}}",
                            "{\"action\":\"key.create\",\"actor\":\"key_A\",\"at\":\"2026-05-04T03:02:01.123456Z\",\"details\":"
                                    + "{\"all_projects\":\"true\",\"name\":\"a \\\"name\\\"\\n\",\"role\":\"owner\",\"\u00e4\":"
                                    + "\"\u20ac\"},\"form\":1,\"kind\":\"admin\",\"organization\":\"org_A\",\"subject\":"
                                    + "\"key_0\"}");
            assertThat(bodies.get(3))
                    .startsWith("{\"at\":\"2026-05-04T03:02:01.123456Z\",\"attempts\":[{\"attempt\":\""
                            + Samples.attempt(0).value() + "\",\"cost\":\"7\","
                            + "\"currency\":\"USD\",\"deployment\":\"simulated/small\",\"price\":\"2026-01\",\"usage\":"
                            + "{\"input_tokens\":10,\"output_tokens\":20,\"searches\":1}}],\"cached\":{\"outcome\":\"miss\","
                            + "\"source\":\"ex_0\"},\"content\":\"sha256:")
                    .doesNotContain("Jane")
                    .doesNotContain("because");
            assertThat(bodies).hasSize(4);
        }
    }

    @Test
    void theLogIsTheSameHoweverTheRecordsAreCutIntoBatches() {
        Random random = new Random(20261122);
        List<JournalRecord> records = records(1500);
        byte[] root = null;
        for (int run = 0; run < 4; run++) {
            List<Projected> all = projected(records);
            try (Database database = database("cut" + run + ".db")) {
                AuditDao dao = new AuditDao(database);
                int most = run == 0 ? all.size() : 1 + random.nextInt(400);
                for (int from = 0; from < all.size(); ) {
                    int to = Math.min(all.size(), from + 1 + random.nextInt(most));
                    List<Projected> batch = all.subList(from, to);
                    database.write(connection -> {
                        dao.apply(connection, batch);
                        return 0;
                    });
                    from = to;
                }
                AuditDao.Head head = dao.head();
                Frontier frontier = new Frontier();
                dao.entries(0, Long.MAX_VALUE, 10_000)
                        .forEach(each -> frontier.add(Hashes.leaf(each.entry().body())));
                assertThat(head.size()).isEqualTo(frontier.size()).isGreaterThan(1000);
                assertThat(head.root()).isEqualTo(frontier.root());
                if (root != null) {
                    assertThat(head.root()).isEqualTo(root);
                }
                root = head.root();
                proves(dao, head);
            }
        }
    }

    /** The journal's bytes for these records, read back. */
    private List<Projected> projected(List<JournalRecord> records) {
        List<Projected> all = new ArrayList<>();
        try (Journal journal = Journal.open(dir.resolve("once" + System.nanoTime()), "node_1", codec);
                Database database = database("once" + System.nanoTime() + ".db")) {
            Projection keeping = new Projection() {
                @Override
                public String name() {
                    return "keeping";
                }

                @Override
                public void apply(Connection connection, List<Projected> batch) {
                    all.addAll(batch);
                }
            };
            try (Projector projector = Projector.start(journal, codec, database, List.of(keeping))) {
                records.forEach(journal::append);
                assertThat(projector.awaitProjected(journal.written(), LONG)).isTrue();
            }
        }
        return all;
    }

    private static void proves(AuditDao dao, AuditDao.Head head) {
        Random random = new Random(4711);
        for (int i = 0; i < 50; i++) {
            long size = 1 + random.nextLong(head.size());
            long number = random.nextLong(size);
            byte[] leaf = Hashes.leaf(
                    dao.entries(number, number + 1, 1).getFirst().entry().body());
            byte[] root = dao.tree(tree -> tree.root(size));
            assertThat(Proofs.includes(root, size, number, leaf, dao.tree(tree -> tree.inclusion(number, size))))
                    .isTrue();
            assertThat(Proofs.grows(
                            root,
                            size,
                            head.root(),
                            head.size(),
                            dao.tree((Tree tree) -> tree.consistency(size, head.size()))))
                    .isTrue();
        }
    }

    @Test
    void nothingIsLostOrDoubledHoweverOftenTheProjectorDies() {
        Random random = new Random(4711);
        List<JournalRecord> records = records(600);
        int appended = 0;
        try (Database database = database("audit.db");
                Journal journal = journal()) {
            while (appended < records.size()) {
                AuditDao dao = new AuditDao(database);
                AtomicInteger untilFailure = new AtomicInteger(1 + random.nextInt(3));
                try (Projector projector = startOrDie(journal, database, dao, untilFailure)) {
                    for (int more = random.nextInt(60); more > 0 && appended < records.size(); more--) {
                        journal.append(records.get(appended++));
                    }
                    projector.awaitProjected(journal.written(), Duration.ofMillis(random.nextInt(20)));
                }
            }
            AuditDao dao = new AuditDao(database);
            try (Projector last = Projector.start(journal, codec, database, List.of(dao))) {
                assertThat(last.awaitProjected(journal.written(), LONG)).isTrue();
            }
            long logged = records.stream()
                    .filter(record -> Entries.has(record.getClass()))
                    .count();
            assertThat(dao.sizes()).isEqualTo(new AuditDao.Sizes(logged, logged));
            assertThat(stored(dao).check(List.of()).valid()).isTrue();
        }
    }

    private Projector startOrDie(Journal journal, Database database, AuditDao dao, AtomicInteger untilFailure) {
        Projection dying = new Projection() {
            @Override
            public String name() {
                return "dying";
            }

            @Override
            public void apply(Connection connection, List<Projected> batch) throws SQLException {
                dao.apply(connection, batch);
                if (untilFailure.decrementAndGet() == 0) {
                    throw new IllegalStateException("the process ends here");
                }
            }
        };
        try {
            return Projector.start(journal, codec, database, List.of(dying));
        } catch (IllegalStateException e) {
            return Projector.start(journal, codec, database, List.of(dao));
        }
    }

    private static StoredLog stored(AuditDao dao) {
        return new StoredLog(dao, new Checkpoints(dao, List.of(KEY.verifier())));
    }

    @Test
    void theSameJournalGivesTheSameLogAlsoAfterContentWasErased() {
        try (Journal journal = journal();
                Database one = database("one.db");
                Database two = database("two.db")) {
            records(300).forEach(journal::append);
            try (Projector projector = Projector.start(journal, codec, one, List.of(new AuditDao(one)))) {
                projector.awaitProjected(journal.written(), LONG);
            }
            cipher.erase(Samples.project(0));
            cipher.erase(Samples.project(1));
            try (Projector projector = Projector.start(journal, codec, two, List.of(new AuditDao(two)))) {
                projector.awaitProjected(journal.written(), LONG);
            }
            assertThat(new AuditDao(two).head().root())
                    .isEqualTo(new AuditDao(one).head().root());
        }
    }

    @Test
    void whateverIsChangedInTheDatabaseIsFound() {
        assumeTrue(engine == TestEngine.SQLITE, "what changes rows here is written for SQLite");
        try (Journal journal = journal();
                Database database = database("audit.db")) {
            AuditDao dao = new AuditDao(database);
            records(700).forEach(journal::append);
            try (Projector projector = Projector.start(journal, codec, database, List.of(dao))) {
                projector.awaitProjected(journal.written(), LONG);
            }
            new Notary(dao, new Checkpoints(dao, List.of(KEY.verifier())), KEY, Clock.SYSTEM).now();
            assertThat(stored(dao).check(List.of()).findings()).isEmpty();
            for (String sql : List.of(
                    "update entries set body = cast(replace(cast(body as text), 'small', 'large') as blob) where entry = 17",
                    "update entries set actor = 'key_B' where entry = 18",
                    "update entries set at = at + 1 where entry = 19",
                    "update entries set scope = 'proj_even' where entry = 2",
                    "delete from entries where entry = 300",
                    "delete from entries where entry = (select max(entry) from entries)",
                    "update entries set entry = -entry where entry in (5, 6)",
                    "update tiles set hashes = zeroblob(length(hashes)) where level = 0 and tile = 1",
                    "update tiles set hashes = zeroblob(length(hashes)) where level = 1",
                    "delete from tiles where level = 0 and tile = 1",
                    "update checkpoints set size = size - 1",
                    "update checkpoints set note = replace(note, 'weir', 'wire')")) {
                assertThat(findingsAfter(database, dao, sql)).as(sql).isNotEmpty();
            }
            assertThat(stored(dao).check(List.of()).findings()).isEmpty();
        }
    }

    /** Changes it, checks, and puts it back. */
    private List<Report.Finding> findingsAfter(Database database, AuditDao dao, String sql) {
        String[] tables = {"entries", "tiles", "checkpoints"};
        run(database, tables, "create table kept_%1$s as select * from %1$s");
        database.write(connection -> Sql.of(connection, sql).update());
        List<Report.Finding> findings = stored(dao).check(List.of()).findings();
        run(database, tables, "delete from %1$s");
        run(database, tables, "insert into %1$s select * from kept_%1$s");
        run(database, tables, "drop table kept_%1$s");
        return findings;
    }

    private static void run(Database database, String[] tables, String sql) {
        for (String table : tables) {
            database.write(
                    connection -> Sql.of(connection, sql.formatted(table)).update());
        }
    }

    @Test
    void aLogThatSomebodyElseHasCutIsNotContinued() {
        try (Journal journal = journal();
                Database database = database("audit.db")) {
            AuditDao dao = new AuditDao(database);
            records(20).forEach(journal::append);
            try (Projector projector = Projector.start(journal, codec, database, List.of(dao))) {
                projector.awaitProjected(journal.written(), LONG);
            }
            database.write(connection ->
                    Sql.of(connection, "delete from entries where entry > 10").update());
            journal.awaitSynced(journal.append(Samples.intent(99)));
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> Projector.start(journal, codec, database, List.of(dao)))
                    .withMessageContaining("somebody else has changed it");
        }
    }

    @Test
    void listsKeepProjectsApartAndPageThroughEverything() {
        try (Journal journal = journal();
                Database database = database("audit.db")) {
            AuditDao dao = new AuditDao(database);
            records(200).forEach(journal::append);
            try (Projector projector = Projector.start(journal, codec, database, List.of(dao))) {
                projector.awaitProjected(journal.written(), LONG);
            }
            ProjectId odd = Samples.project(1);
            List<AuditDao.Numbered> ours = dao.list(odd, null, EntryFilter.ALL, null, 1000);
            assertThat(ours).isNotEmpty().allMatch(each -> each.entry().scope().equals(odd.value()));
            List<AuditDao.Numbered> paged = new ArrayList<>();
            Cursor before = null;
            for (List<AuditDao.Numbered> page = dao.list(odd, null, EntryFilter.ALL, before, 7);
                    !page.isEmpty();
                    page = dao.list(odd, null, EntryFilter.ALL, before, 7)) {
                paged.addAll(page);
                before = Cursor.parse(Cursor.of(page.getLast()).text());
            }
            assertThat(numbers(paged)).isEqualTo(numbers(ours));
            List<AuditDao.Numbered> withOrganization = dao.list(odd, Samples.ORGANIZATION, EntryFilter.ALL, null, 1000);
            assertThat(withOrganization)
                    .hasSizeGreaterThan(ours.size())
                    .anyMatch(each -> each.entry().scope().equals("org_A"))
                    .isSortedAccordingTo(
                            (a, b) -> b.entry().at().compareTo(a.entry().at()) != 0
                                    ? b.entry().at().compareTo(a.entry().at())
                                    : Long.compare(b.number(), a.number()));
            EntryFilter attempt =
                    new EntryFilter(null, null, null, Samples.attempt(5).value(), null, null);
            assertThat(dao.list(odd, null, attempt, null, 10))
                    .extracting(each -> each.entry().kind())
                    .containsExactlyInAnyOrder(LogEntry.INTENT, LogEntry.OUTCOME, LogEntry.CLOSED);
            assertThat(dao.list(Samples.project(0), null, attempt, null, 10)).isEmpty();
            EntryFilter window = new EntryFilter(
                    LogEntry.CLOSED, null, "key_A", null, Samples.AT.plusSeconds(3), Samples.AT.plusSeconds(6));
            assertThat(dao.list(odd, null, window, null, 10))
                    .extracting(each -> each.entry().exchange())
                    .containsExactly("ex_5", "ex_3");
            assertThat(dao.ofExchange(odd, "ex_4")).isEmpty();
            assertThat(dao.find(
                            odd,
                            null,
                            dao.ofExchange(Samples.project(0), "ex_4")
                                    .getFirst()
                                    .number()))
                    .isNull();
        }
    }

    private static List<Long> numbers(List<AuditDao.Numbered> entries) {
        return entries.stream().map(AuditDao.Numbered::number).toList();
    }
}
