package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.spi.Exchange;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Usage;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.Projected;
import dev.weir.store.TestEngine;
import dev.weir.store.TestExchange;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class TokenDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
    private static final ProjectId PROJECT = new ProjectId("proj_1");
    private static final Subject KEY = Subject.of(PROJECT, new KeyId("key_1"));
    private static final Subject ANN = new Subject(Scope.USER, "proj_1", "ann");

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock(NOON);
    private Database database;
    private TokenDao tokens;

    @BeforeEach
    void open() {
        database = engine.in(folder).open("weir", RateRoom.MIGRATIONS);
        tokens = new TokenDao(
                database, clock, exchange -> exchange.tags().containsKey("ann") ? List.of(KEY, ANN) : List.of(KEY));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Exchange exchange(Instant at, long used, Map<String, String> tags) {
        return new TestExchange("ex_1", PROJECT, new KeyId("key_1"), at)
                .used(Usage.of(used - 1, 1))
                .tags(tags)
                .end();
    }

    private void project(Exchange... exchanges) {
        List<Projected> batch = Stream.of(exchanges)
                .map(exchange -> new Projected(0, 3, new byte[0], new JournalRecord.Closed(exchange, NOON)))
                .toList();
        database.write(connection -> {
            tokens.apply(connection, batch);
            return 0;
        });
    }

    private long sum(Subject subject, Instant since) {
        return tokens.since(since).stream()
                .filter(spent -> spent.subject().equals(subject))
                .mapToLong(TokenDao.Spent::tokens)
                .sum();
    }

    @Test
    void itAddsUpByQuarterAndSubject() {
        project(
                exchange(NOON, 10, Map.of()),
                exchange(NOON.plusSeconds(899), 5, Map.of("ann", "")),
                exchange(NOON.plusSeconds(900), 7, Map.of()));
        project(exchange(NOON, 100, Map.of("ann", "")));

        assertThat(sum(KEY, NOON)).isEqualTo(122);
        assertThat(sum(ANN, NOON)).isEqualTo(105);
        assertThat(sum(KEY, NOON.plusSeconds(900))).isEqualTo(7);
        assertThat(tokens.since(NOON)).extracting(TokenDao.Spent::from).containsOnly(NOON, NOON.plusSeconds(900));
    }

    @Test
    void whatNoDayNeedsAnyMoreGoes() {
        project(exchange(NOON, 10, Map.of()));
        clock.forward(Duration.ofDays(9));
        project(exchange(clock.instant(), 5, Map.of()));
        assertThat(sum(KEY, Instant.EPOCH)).isEqualTo(15);
        clock.forward(Duration.ofMinutes(15));
        project(exchange(clock.instant(), 5, Map.of()));
        assertThat(sum(KEY, Instant.EPOCH)).isEqualTo(10);
    }

    @Test
    void aCalendarThatIsAWeekAheadLeavesTodayAsItIs() {
        Duration week = Duration.ofDays(7);
        project(exchange(NOON, 10, Map.of()));
        clock.forward(week);
        project(exchange(clock.instant(), 5, Map.of()));
        clock.turnCalendar(week.negated());
        project(exchange(NOON.plusSeconds(10), 7, Map.of()));
        assertThat(today()).isEqualTo(17);
    }

    @Test
    void whatComesLateFromACalendarThatWasAYearAheadLeavesTodayAsItIs() {
        project(exchange(NOON, 10, Map.of()));
        project(exchange(NOON.plus(Duration.ofDays(365)), 5, Map.of()));
        assertThat(today()).isEqualTo(10);
    }

    @Test
    void whatComesLateIsKeptAsLongAsWhatCameWithIt() {
        Instant late = NOON.minus(Duration.ofDays(20));
        project(exchange(late, 10, Map.of()));
        project(exchange(late.plusSeconds(900), 5, Map.of()));
        assertThat(sum(KEY, Instant.EPOCH)).isEqualTo(15);
    }

    private long today() {
        return tokens.since(NOON).stream()
                .filter(spent -> spent.from().equals(NOON))
                .mapToLong(TokenDao.Spent::tokens)
                .sum();
    }
}
