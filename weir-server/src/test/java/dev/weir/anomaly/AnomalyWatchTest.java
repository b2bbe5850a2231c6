package dev.weir.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.anomaly.KeyHoursDao.Point;
import dev.weir.anomaly.KeyHoursDao.Series;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.notice.NoticeRoom;
import dev.weir.notice.Notices;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import dev.weir.tenancy.Authentication;
import dev.weir.tenancy.TenancyRoom;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
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

    private final HandClock clock = new HandClock();
    private Database database;
    private TenancyRoom tenancy;
    private NoticeRoom room;
    private Notices notices;
    private AnomalyWatch watch;
    private Principal owner;

    @BeforeEach
    void open() {
        database = Database.open(
                dir.resolve("weir.db"), TenancyRoom.MIGRATIONS, NoticeRoom.MIGRATIONS, AnomalyRoom.MIGRATIONS);
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
        watch = new AnomalyWatch(new KeyHoursDao(database), tenancy.service(), notices, clock);
    }

    @AfterEach
    void close() {
        room.close();
        tenancy.close();
        database.close();
    }

    private void used(String measure, Instant at, long count) {
        String currency = measure.equals("cost") ? "USD" : "";
        database.write(connection -> Sql.of(
                        connection,
                        "insert into key_hours (project_id, key_id, measure, currency, hour, used) values (?, ?, ?, ?, ?, ?)")
                .bind(owner.project().value())
                .bind(owner.key().value())
                .bind(measure)
                .bind(currency)
                .bind(Hour.of(at))
                .bind(count)
                .update());
    }

    /** So many requests at ten o'clock of each day before, more or less. */
    private void history(int days, long usual) {
        Random random = new Random(7);
        for (int day = 1; day <= days; day++) {
            used("requests", NOW.minus(Duration.ofDays(day)), usual + random.nextInt(20));
        }
    }

    private List<Notices.Kept> told() {
        watch.run();
        return notices.list(owner, "usage.anomaly", null, 100);
    }

    @Test
    void farMoreThanUsualIsToldOnce() {
        history(20, 100);
        used("requests", NOW, 900);
        assertThat(told()).singleElement().satisfies(kept -> {
            assertThat(kept.notice().name()).isEqualTo(owner.key().value());
            assertThat(kept.notice().details())
                    .containsEntry("measure", "requests")
                    .containsEntry("value", "900")
                    .containsEntry("hour", "2026-03-25T10:00:00Z");
            assertThat(kept.notice().message()).contains("has unusual requests: 900");
        });
        assertThat(told()).hasSize(1);
        clock.now = NOW.plus(Duration.ofHours(1));
        assertThat(told()).as("the hour before is looked at as well").hasSize(1);
    }

    @Test
    void whatIsUsualIsNot() {
        history(20, 100);
        used("requests", NOW, 125);
        assertThat(told()).isEmpty();
    }

    @Test
    void aKeyWithoutEnoughOfAHistoryIsLeftAlone() {
        history(AnomalyWatch.LEAST_HISTORY - 1, 100);
        used("requests", NOW, 90_000);
        assertThat(told()).isEmpty();
    }

    @Test
    void workdaysAreComparedWithWorkdays() {
        for (int day = 1; day <= 27; day++) {
            Instant at = NOW.minus(Duration.ofDays(day));
            DayOfWeek weekday = at.atZone(ZoneOffset.UTC).getDayOfWeek();
            if (weekday != DayOfWeek.SATURDAY && weekday != DayOfWeek.SUNDAY) {
                used("requests", at, 1_000 + day);
            } else {
                used("tokens", at, 1);
            }
        }
        used("requests", NOW, 1_050);
        assertThat(told()).isEmpty();
        clock.now = Instant.parse("2026-03-28T10:30:00Z");
        used("requests", clock.now, 1_000);
        assertThat(told()).as("a Saturday like a workday").hasSize(1);
    }

    @Test
    void moneyIsJudgedToo() {
        for (int day = 1; day <= 10; day++) {
            used("cost", NOW.minus(Duration.ofDays(day)), 2_000_000);
        }
        used("cost", NOW, 9_500_000);
        assertThat(told())
                .singleElement()
                .satisfies(kept -> assertThat(kept.notice().details())
                        .containsEntry("currency", "USD")
                        .containsEntry("value", "9.500000")
                        .containsEntry("usual", "2.000000"));
    }

    @Test
    void hoursWithoutUseCountAsNone() {
        used("requests", NOW.minus(Duration.ofDays(15)), 40);
        Point point = new Point(
                new Series(new ProjectId(owner.project().value()), owner.key(), "requests", ""), Hour.of(NOW), 40);
        assertThat(watch.judge(point)).hasValueSatisfying(deviation -> {
            assertThat(deviation.median()).isZero();
            assertThat(deviation.history()).isGreaterThanOrEqualTo(10);
        });
    }

    private static final class HandClock implements Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }
}
