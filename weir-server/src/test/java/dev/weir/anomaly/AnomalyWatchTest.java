package dev.weir.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.anomaly.AnomalyWatch.Point;
import dev.weir.anomaly.AnomalyWatch.Series;
import dev.weir.kernel.HandClock;
import dev.weir.kernel.IdSource;
import dev.weir.notice.NoticeRoom;
import dev.weir.notice.Notices;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.Money;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Principal;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.TestEngine;
import dev.weir.store.TestExchange;
import dev.weir.tenancy.Authentication;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.usage.TestLedger;
import dev.weir.usage.UsageRoom;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is unusual for a key is told once, and what is usual is not. */
class AnomalyWatchTest {
    private static final String ADMIN_KEY = "an-admin-key-of-some-length";
    /** A Wednesday. */
    private static final Instant NOW = Instant.parse("2026-03-25T10:30:00Z");

    @TempDir
    Path dir;

    private final HandClock clock = new HandClock(NOW);
    private Database database;
    private TenancyRoom tenancy;
    private NoticeRoom room;
    private Notices notices;
    private AnomalyWatch watch;
    private Principal owner;
    private int exchanges;

    @BeforeEach
    void open() {
        database = TestLedger.open(TestEngine.SQLITE.in(dir), TenancyRoom.MIGRATIONS, NoticeRoom.MIGRATIONS);
        tenancy = new TenancyRoom(database, clock, new IdSource(clock), new SecureRandom(), action -> {});
        tenancy.service().bootstrap(ADMIN_KEY, dir);
        owner = ((Authentication.Accepted) tenancy.service().authenticate(ADMIN_KEY)).principal();
        room = new NoticeRoom(
                database,
                new NoticeRoom.Settings(null, Duration.ofDays(90), "weir/test"),
                (request, cancellation) -> {
                    throw new OutboundException(OutboundException.Reason.NOT_CONNECTED, "nobody is there");
                },
                clock);
        notices = room.service();
        watch = new AnomalyWatch(UsageRoom.keyHours(database), tenancy.service(), notices, clock);
    }

    @AfterEach
    void close() {
        room.close();
        tenancy.close();
        database.close();
    }

    private void requests(Instant at, int count) {
        apply(Stream.generate(() -> exchange(at, Usage.NONE, null)).limit(count));
    }

    private void tokens(Instant at, long count) {
        apply(Stream.of(exchange(at, Usage.builder().inputTokens(count).build(), null)));
    }

    private void cost(Instant at, long micros) {
        apply(Stream.of(exchange(at, Usage.NONE, new Money(micros * 1_000_000))));
    }

    private void apply(Stream<Exchange> exchanges) {
        List<Projected> batch = exchanges
                .map(exchange -> new Projected(0, 0, new byte[0], new Closed(exchange, exchange.startedAt())))
                .toList();
        database.write(connection -> {
            for (Projection projection : TestLedger.projections(database, "node_1")) {
                projection.apply(connection, batch);
            }
            return true;
        });
    }

    private Exchange exchange(Instant at, Usage usage, @Nullable Money cost) {
        int number = ++exchanges;
        Target target = new Target("simulated", "small");
        Attempt attempt = new Attempt(
                new AttemptId("at_" + number), target, null, usage, cost, cost == null ? null : "USD", null, 0, 1, -1);
        TestExchange exchange = new TestExchange("ex_" + number, owner.project(), owner.key(), at)
                .target(target)
                .used(usage)
                .attempts(List.of(attempt));
        return (cost == null ? exchange : exchange.cost(cost)).end();
    }

    /** So many requests at ten o'clock of each day before, more or less. */
    private void history(int days, int usual) {
        Random random = new Random(7);
        for (int day = 1; day <= days; day++) {
            requests(NOW.minus(Duration.ofDays(day)), usual + random.nextInt(20));
        }
    }

    private List<Notices.Kept> told() {
        watch.run();
        return notices.list(owner, "usage.anomaly", null, 100);
    }

    @Test
    void farMoreThanUsualIsToldOnce() {
        history(20, 100);
        requests(NOW, 900);
        assertThat(told()).singleElement().satisfies(kept -> {
            assertThat(kept.notice().name()).isEqualTo(owner.key().value());
            assertThat(kept.notice().details())
                    .containsEntry("measure", "requests")
                    .containsEntry("value", "900")
                    .containsEntry("hour", "2026-03-25T10:00:00Z");
            assertThat(kept.notice().message()).contains("has unusual requests: 900");
        });
        assertThat(told()).hasSize(1);
        clock.setCalendar(NOW.plus(Duration.ofHours(1)));
        assertThat(told()).as("the hour before is looked at as well").hasSize(1);
    }

    @Test
    void whatIsUsualIsNot() {
        history(20, 100);
        requests(NOW, 125);
        assertThat(told()).isEmpty();
    }

    @Test
    void aKeyWithoutEnoughOfAHistoryIsLeftAlone() {
        history(AnomalyWatch.LEAST_HISTORY - 1, 100);
        requests(NOW, 90_000);
        assertThat(told()).isEmpty();
    }

    @Test
    void workdaysAreComparedWithWorkdays() {
        for (int day = 1; day <= 27; day++) {
            Instant at = NOW.minus(Duration.ofDays(day));
            DayOfWeek weekday = at.atZone(ZoneOffset.UTC).getDayOfWeek();
            if (weekday != DayOfWeek.SATURDAY && weekday != DayOfWeek.SUNDAY) {
                requests(at, 1_000 + day);
            } else {
                tokens(at, 1);
            }
        }
        requests(NOW, 1_050);
        assertThat(told()).isEmpty();
        clock.setCalendar(Instant.parse("2026-03-28T10:30:00Z"));
        requests(clock.instant(), 1_000);
        assertThat(told()).as("a Saturday like a workday").hasSize(1);
    }

    @Test
    void moneyIsJudgedToo() {
        for (int day = 1; day <= 10; day++) {
            cost(NOW.minus(Duration.ofDays(day)), 2_000_000);
        }
        cost(NOW, 9_500_000);
        assertThat(told())
                .singleElement()
                .satisfies(kept -> assertThat(kept.notice().details())
                        .containsEntry("currency", "USD")
                        .containsEntry("value", "9.500000")
                        .containsEntry("usual", "2.000000"));
    }

    @Test
    void hoursWithoutUseCountAsNone() {
        requests(NOW.minus(Duration.ofDays(15)), 40);
        Point point = new Point(new Series(owner.project(), owner.key(), Measure.REQUESTS, ""), Hour.of(NOW), 40);
        assertThat(watch.history(owner.project(), point.hour()).judge(point)).hasValueSatisfying(deviation -> {
            assertThat(deviation.median()).isZero();
            assertThat(deviation.history()).isGreaterThanOrEqualTo(10);
        });
    }
}
