package dev.weir.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.metering.Total;
import dev.weir.spi.Attempt;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Sql;
import dev.weir.store.TestEngine;
import dev.weir.tenancy.Scope;
import dev.weir.usage.Dimension.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/** Totals are what the entries add up to, whatever came in which order, and a comparison finds where they are not. */
class UsageTotalsTest {
    private static final Instant END = Life.BEGIN.plus(Duration.ofDays(10));
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static final Map<TestEngine, Database> databases = new EnumMap<>(TestEngine.class);

    private Database database = on(TestEngine.SQLITE);

    private static Database on(TestEngine engine) {
        return databases.computeIfAbsent(engine, UsageTotalsTest::open);
    }

    private static Database open(TestEngine engine) {
        try {
            return TestLedger.open(engine.in(Files.createTempDirectory("weir-usage")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterContainer
    static void close() {
        databases.values().forEach(Database::close);
        databases.clear();
    }

    /** As projectors do it, in batches of any size, each by one of two nodes. */
    private void apply(List<JournalRecord> records, Random random) {
        int at = 0;
        while (at < records.size()) {
            int size = 1 + random.nextInt(12);
            List<Projected> batch = records.subList(at, Math.min(records.size(), at + size)).stream()
                    .map(record -> new Projected(0, 0, new byte[0], record))
                    .toList();
            database.write(connection -> {
                for (Projection projection :
                        TestLedger.projections(database, random.nextBoolean() ? "node_a" : "node_b")) {
                    projection.apply(connection, batch);
                }
                return true;
            });
            at += size;
        }
    }

    private static UsageQuery query(ProjectId project, Dimension... groups) {
        return new UsageQuery(
                Life.ORGANIZATION, List.of(project), Life.BEGIN, END, ZoneOffset.UTC, List.of(groups), Map.of());
    }

    private UsageTotals totals() {
        return new UsageTotals(new ReportDao(database), () -> {});
    }

    private UsageCheck check() {
        return new UsageCheck(new CheckDao(database), List::of, () -> {}, new HandClock(END));
    }

    @Property(tries = 25)
    void totalsAreTheSumsOfEntries(
            @ForAll TestEngine engine, @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int exchanges) {
        database = on(engine);
        Life life = new Life(seed);
        List<JournalRecord> records = life.records(exchanges);
        apply(records, new Random(seed));

        CheckResult result = check().of(List.of(life.project), Life.BEGIN, END);
        assertThat(result.found()).isEmpty();
        assertThat(result.entries()).isPositive();

        Map<String, Exchange> closed = new LinkedHashMap<>();
        Map<String, Adjustment> adjustments = new LinkedHashMap<>();
        for (JournalRecord record : records) {
            if (record instanceof Closed(Exchange exchange, Instant at)) {
                closed.putIfAbsent(exchange.id().value(), exchange);
            } else if (record instanceof Adjustment adjustment) {
                adjustments.putIfAbsent(adjustment.id(), adjustment);
            }
        }
        Map<String, BigDecimal> costs = new TreeMap<>();
        Map<String, Long> tokens = new TreeMap<>();
        for (Exchange exchange : closed.values()) {
            for (Attempt attempt : exchange.attempts()) {
                if (attempt.cost() != null) {
                    costs.merge(
                            exchange.model() + " " + attempt.currency(),
                            attempt.cost().amount(),
                            BigDecimal::add);
                }
                tokens.merge(exchange.model(), attempt.usage().inputTokens(), Long::sum);
            }
        }
        Map<String, BigDecimal> counted = new TreeMap<>();
        Map<String, Long> countedTokens = new TreeMap<>();
        for (UsageRow row : totals().rows(query(life.project, Dimension.of(Kind.MODEL)))) {
            String model = row.group().getOrDefault("model", "");
            BigDecimal cost = row.sums().amount(Amount.COST).amount();
            if (cost.signum() != 0) {
                counted.put(model + " " + row.currency(), cost);
            }
            countedTokens.merge(model, row.sums().count(Measure.INPUT_TOKENS), Long::sum);
        }
        countedTokens.values().removeIf(count -> count == 0);
        tokens.values().removeIf(count -> count == 0);
        costs.values().removeIf(cost -> cost.signum() == 0);
        assertThat(counted)
                .usingComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(costs);
        assertThat(countedTokens).isEqualTo(tokens);

        Sums all = sum(totals().rows(query(life.project)), null);
        assertThat(all.count(Measure.REQUESTS)).isEqualTo(closed.size());
        assertThat(all.count(Measure.CACHED_REQUESTS))
                .isEqualTo(closed.values().stream()
                        .filter(exchange ->
                                exchange.cached() != null && exchange.cached().outcome() != Cached.Outcome.MISS)
                        .count());
        assertThat(all.amount(Amount.ADJUSTMENT))
                .isEqualTo(Total.of(
                        adjustments.values().stream().map(Adjustment::amount).reduce(Money.ZERO, Money::plus)));
    }

    @Property(tries = 10)
    void hoursOfKeysAreThoseOfTheTotals(@ForAll TestEngine engine, @ForAll long seed) {
        database = on(engine);
        Life life = new Life(seed);
        apply(life.records(40), new Random(seed));

        Map<String, Long> expected = new TreeMap<>();
        Map<KeyId, Long> days = new HashMap<>();
        UsageQuery query = query(life.project, Dimension.of(Kind.HOUR), Dimension.of(Kind.KEY));
        for (UsageRow row : totals().rows(query)) {
            Instant at =
                    OffsetDateTime.parse(row.group().getOrDefault("hour", "")).toInstant();
            String key = row.group().getOrDefault("key", "");
            if (key.isEmpty()) {
                continue;
            }
            String place = key + " " + at.getEpochSecond() / 3600;
            add(expected, place + " requests", row.sums().count(Measure.REQUESTS));
            add(expected, place + " tokens", row.sums().count(Measure.INPUT_TOKENS));
            add(expected, place + " tokens", row.sums().count(Measure.OUTPUT_TOKENS));
            add(
                    expected,
                    place + " " + row.currency(),
                    row.sums().amount(Amount.COST).micros());
            days.merge(new KeyId(key), at.getEpochSecond() / 86_400 * 24, Math::min);
        }
        Map<String, Long> found = new TreeMap<>();
        long first = Life.BEGIN.getEpochSecond() / 3600;
        List<Long> hours = LongStream.range(first, first + 24 * 10).boxed().toList();
        for (KeyHours.Used used : UsageRoom.keyHours(database).in(life.project, hours)) {
            String place = used.key().value() + " " + used.hour();
            add(found, place + " requests", used.requests());
            add(found, place + " tokens", used.tokens());
            add(found, place + " " + used.currency(), used.micros());
        }
        expected.values().removeIf(value -> value == 0);
        found.values().removeIf(value -> value == 0);
        assertThat(found).isNotEmpty().isEqualTo(expected);
        assertThat(UsageRoom.keyHours(database).firstDays(life.project, first)).isEqualTo(days);
        assertThat(UsageRoom.keyHours(database).in(life.project, List.of())).isEmpty();
    }

    private static void add(Map<String, Long> sums, String place, long count) {
        sums.merge(place, count, Long::sum);
    }

    @Property(tries = 10)
    void howeverTheyAreToldApartTheyAddUpToTheSame(@ForAll long seed) {
        Life life = new Life(seed);
        apply(life.records(40), new Random(seed));
        Sums all = sum(totals().rows(query(life.project)), null);

        for (List<Dimension> groups : List.of(
                List.of(Dimension.of(Kind.DAY)),
                List.of(Dimension.of(Kind.HOUR), Dimension.of(Kind.DEPLOYMENT)),
                List.of(Dimension.of(Kind.MONTH), Dimension.of(Kind.KEY)),
                List.of(Dimension.of(Kind.USER)),
                List.of(Dimension.of(Kind.STATUS), new Dimension(Kind.TAG, "team")))) {
            UsageQuery query = query(life.project, groups.toArray(Dimension[]::new));
            assertThat(sum(totals().rows(query), null)).as(groups.toString()).isEqualTo(all);
            UsageQuery there = new UsageQuery(
                    Life.ORGANIZATION, query.projects(), query.from(), query.to(), BERLIN, groups, Map.of());
            assertThat(sum(totals().rows(there), null))
                    .as("in Berlin " + groups)
                    .isEqualTo(all);

            List<UsageRow> paged = new ArrayList<>();
            String cursor = null;
            do {
                UsageTotals.Page page = totals().page(query, cursor, 3);
                paged.addAll(page.rows());
                cursor = page.next();
            } while (cursor != null);
            assertThat(paged.stream().map(UsageRow::group).toList())
                    .isEqualTo(
                            totals().rows(query).stream().map(UsageRow::group).toList());
            assertThat(sum(paged, null)).isEqualTo(all);
            assertThat(sum(totals().dearest(query, 1000), null)).isEqualTo(all);
        }
        Function<String, Total> spent = name -> new Spent(new ReportDao(database))
                .byNode(life.project, Scope.USER, name, "USD", Instant.EPOCH).values().stream()
                        .reduce(Total.ZERO, Total::plus);
        for (UsageRow row : totals().rows(query(life.project, Dimension.of(Kind.USER)))) {
            String user = row.group().getOrDefault("user", "");
            if (!user.isEmpty() && "USD".equals(row.currency())) {
                assertThat(spent.apply(user)).isEqualTo(row.sums().net());
            }
        }
    }

    private static Sums sum(List<UsageRow> rows, @Nullable String currency) {
        Sums sum = new Sums();
        rows.stream()
                .filter(row -> currency == null || currency.equals(row.currency()))
                .forEach(row -> sum.add(row.sums()));
        return sum;
    }

    @Property(tries = 2)
    void totalsOfALedgerFromBeforeAreMadeOnce(@ForAll TestEngine engine) {
        Database others = database;
        try (Database own = open(engine)) {
            database = own;
            Life life = new Life(11);
            apply(life.records(80), new Random(11));
            own.write(
                    connection -> Sql.of(connection, "delete from usage_totals").update());
            for (int start = 0; start < 2; start++) {
                new CheckDao(own).begin(new UsageDao(""));
                assertThat(check().of(List.of(life.project), Life.BEGIN, END).found())
                        .isEmpty();
            }
        } finally {
            database = others;
        }
    }

    @Property(tries = 10)
    void theDatabaseDividesTimeAsTheZoneDoes(@ForAll long seed) {
        Random random = new Random(seed);
        for (String name : List.of(
                "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide")) {
            ZoneId zone = ZoneId.of(name);
            Instant from = Life.BEGIN.minus(Duration.ofDays(random.nextInt(400)));
            Instant to = from.plus(Duration.ofDays(1 + random.nextInt(800)));
            Calendar calendar = new Calendar(zone, from, to);
            String select = "select " + calendar.hour() + " as hour, " + calendar.day() + " as day, "
                    + calendar.month(from, to) + " as month from (select ? as at) times";
            for (int i = 0; i < 20; i++) {
                long quarter = Tally.quarter(from) + random.nextLong(Tally.quarter(to) - Tally.quarter(from));
                List<Long> found = database.read(connection -> Sql.of(connection, select)
                        .bind(quarter)
                        .single(row -> List.of(row.number("hour"), row.number("day"), row.number("month"))));
                ZonedDateTime there = Instant.ofEpochSecond(quarter * 900).atZone(zone);
                LocalDate day = there.toLocalDate();
                assertThat(Instant.ofEpochSecond(found.getFirst() * 900)
                                .atZone(zone)
                                .getHour())
                        .isEqualTo(there.getHour());
                assertThat(quarter - found.getFirst()).isBetween(0L, 3L);
                assertThat(LocalDate.ofEpochDay(found.get(1))).isEqualTo(day);
                assertThat(LocalDate.ofEpochDay(found.get(2))).isEqualTo(day.withDayOfMonth(1));
            }
        }
    }

    @Property(tries = 1)
    void whatIsNotAsTheLedgerSaysIsFound() {
        Life life = new Life(7);
        apply(life.records(50), new Random(7));
        Map<String, String> damages = new HashMap<>(Map.of(
                "update usage_totals set requests = requests + 1 where span = 1 and label = '' and requests > 0",
                        "requests",
                "update usage_totals set cost_rest = cost_rest + 1 where span = 96 and label = '' and cost_rest > 0",
                        "cost",
                "update usage_totals set input_tokens = 5 where label = 'weir.user' and span = 1", "input_tokens",
                "update attempts set cost_micros = cost_micros + 1 where 1 = 1", "cost",
                "delete from usage_totals where label = 'team'", "requests",
                "delete from adjustments where 1 = 1", "adjustments",
                "update exchanges set model = 'other' where model = 'small'", "requests"));
        damages.forEach((damage, measure) -> {
            database.write(connection -> {
                for (String table : List.of("usage_totals", "attempts", "exchanges", "adjustments")) {
                    Sql.of(connection, "create table kept_" + table + " as select * from " + table)
                            .update();
                }
                return Sql.of(connection, damage + " and project_id = '" + life.project.value() + "'")
                        .update();
            });
            CheckResult result = check().of(List.of(life.project), Life.BEGIN, END);
            assertThat(result.differences()).as(damage).isPositive();
            assertThat(result.found())
                    .as(damage)
                    .anyMatch(found -> found.measure().equals(measure));
            database.write(connection -> {
                for (String table : List.of("usage_totals", "attempts", "exchanges", "adjustments")) {
                    Sql.of(connection, "delete from " + table).update();
                    Sql.of(connection, "insert into " + table + " select * from kept_" + table)
                            .update();
                    Sql.of(connection, "drop table kept_" + table).update();
                }
                return true;
            });
            assertThat(check().of(List.of(life.project), Life.BEGIN, END).differences())
                    .isZero();
        });
    }

    @Property(tries = 1)
    void itIsComparedOnceANightAndWhatWasMissedIsMadeUpFor() {
        HandClock clock = new HandClock(Instant.parse("2026-04-01T01:00:00Z"));
        UsageCheck check = new UsageCheck(new CheckDao(database), List::of, () -> {}, clock);
        try (NightlyCheck nightly = new NightlyCheck(check, LocalTime.of(3, 10), Duration.ofDays(35), clock)) {
            assertThat(nightly.runIfDue()).isFalse();
            clock.setCalendar(Instant.parse("2026-04-01T03:11:00Z"));
            assertThat(nightly.runIfDue()).isTrue();
            assertThat(nightly.runIfDue()).isFalse();
        }
        clock.setCalendar(Instant.parse("2026-04-03T12:00:00Z"));
        UsageCheck later = new UsageCheck(new CheckDao(database), List::of, () -> {}, clock);
        try (NightlyCheck nightly = new NightlyCheck(later, LocalTime.of(3, 10), Duration.ofDays(35), clock)) {
            assertThat(nightly.runIfDue()).isTrue();
            assertThat(later.latest()).isEqualTo(new CheckDao(database).latest());
        }
    }
}
