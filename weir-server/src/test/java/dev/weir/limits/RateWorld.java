package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.limits.RateModel.Taken;
import dev.weir.machine.Limited;
import dev.weir.machine.Template;
import dev.weir.machine.Tenants;
import dev.weir.machine.Wish;
import dev.weir.spi.Call;
import dev.weir.spi.Events;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Principal;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.tenancy.CallLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Weir's rooms, and the model beside them: what is done is done to both. */
final class RateWorld implements AutoCloseable {
    /** Puts its clock forward two days after the start. */
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    /** Its day begins at a quarter past the hours of others. */
    static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");

    static final int FURTHEST_BACK = 3 * 3_600;

    private static final Instant START = Instant.parse("2026-03-27T10:00:00Z");
    private static final Template TEMPLATE = Template.of("weir-rates", RateWorld::limit);

    private static final class Open {
        private final Taken taken;
        private final Call call;
        private final Events events;
        private long answered = -1;

        Open(Taken taken, Call call, Events events) {
            this.taken = taken;
            this.call = call;
            this.events = events;
        }
    }

    private final Path folder;
    private final HandClock clock = new HandClock(START);
    private final RateModel model = new RateModel(clock, this::limits);
    private RateRooms rooms;
    private Instant furthest = START;

    private final List<Open> open = new ArrayList<>();
    private int numbers;

    private RateWorld(Path folder) {
        this.folder = folder;
        this.rooms = new RateRooms(folder, clock);
    }

    static RateWorld fresh() {
        return new RateWorld(TEMPLATE.copy());
    }

    private static void limit(Path folder) {
        try (RateRooms rooms = new RateRooms(folder, new HandClock(START))) {
            Tenants tenants = rooms.tenants();
            tenants.limit(Limited.ORGANIZATION, limits(7, 40, 2_500, 9_000, CallLimits.UTC));
            tenants.limit(Limited.PROJECT, limits(1, 25, 1_500, 4_000, BERLIN));
            tenants.limit(Limited.KEY, limits(1, 20, 1_200, 6_000, CallLimits.UTC));
            tenants.limit(Limited.EACH_USER, limits(3, 8, 500, 900, BERLIN));
            tenants.limit(Limited.ANN, limits(4, 12, 700, 2_000, KATHMANDU));
            tenants.limit(Limited.SMALL, limits(5, 15, 900, 2_500, BERLIN));
            tenants.limit(Limited.TEAM, limits(4, 14, 800, 2_200, CallLimits.UTC));
        }
    }

    static CallLimits limits(int concurrency, long rpm, long tpm, long day, ZoneId zone) {
        return new CallLimits(concurrency, rpm, tpm, day, zone, List.of(), null, null);
    }

    private CallLimits limits(Limited limited) {
        return rooms.tenants().limits(limited);
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    void begin(Wish wish) {
        boolean fits = model.fits(wish);
        Call call = wish.call(caller(), numbers++, clock);
        Events events = rooms.enter(call, wish.amount());
        assertThat(events != null).as(wish + " at " + clock.instant()).isEqualTo(fits);
        if (events != null) {
            Taken taken = model.begin(wish);
            rooms.append(new AttemptIntent(
                    RateRooms.attemptId(call.recording().id()),
                    call.recording().id(),
                    caller().project(),
                    caller().key(),
                    clock.instant(),
                    wish.model(),
                    new Target("sim", wish.model()),
                    null,
                    null,
                    wish.tags()));
            open.add(new Open(taken, call, events));
        }
    }

    void end(int which, int percent) {
        Open over = open.remove(which % open.size());
        long used = over.answered < 0 ? over.taken.wish().amount() * percent / 100 : over.answered;
        over.call.recording().attempted(RateRooms.attempt(over.call, used));
        over.events.close();
        over.events.close();
        model.end(over.taken, used);
        close(over.call);
    }

    /** The provider has answered, and somebody still reads. */
    void answered(int which, int percent) {
        Open going = open.get(which % open.size());
        if (going.answered < 0) {
            going.answered = going.taken.wish().amount() * percent / 100;
            ExchangeId id = going.call.recording().id();
            rooms.append(new AttemptOutcome(
                    RateRooms.attemptId(id),
                    id,
                    caller().project(),
                    clock.instant(),
                    Usage.of(going.answered, 0),
                    null,
                    null,
                    null));
        }
    }

    /** A provider's batch has answered: tokens of the day that nobody asked for. */
    void foretold(Wish wish) {
        Call call = wish.call(caller(), numbers++, clock);
        rooms.foretell(call, wish.amount());
        model.foretold(wish);
        close(call);
    }

    private void close(Call call) {
        rooms.append(new Closed(call.recording().close(call, Status.OK, null), clock.instant()));
    }

    void forward(int more) {
        clock.forward(Duration.ofSeconds(more));
        furthest = furthest.isAfter(clock.instant()) ? furthest : clock.instant();
    }

    void midnight(ZoneId zone, int more) {
        Instant now = clock.instant();
        Instant midnight =
                LocalDate.ofInstant(now, zone).plusDays(1).atStartOfDay(zone).toInstant();
        forward(Math.toIntExact(Math.max(0, Duration.between(now, midnight).toSeconds() + more)));
    }

    /** A calendar that is put right, also into a day that was over. All have begun the day that they stay in. */
    void back(int less) {
        Instant before = clock.instant().minusSeconds(less);
        boolean allLimited =
                Stream.of(Limited.values()).noneMatch(limited -> limits(limited).isNone());
        if (allLimited && !before.isBefore(furthest.minusSeconds(FURTHEST_BACK))) {
            Wish.USERS.forEach(user -> foretold(new Wish(user, "small", true, 1)));
            clock.turnCalendar(Duration.ofSeconds(-less));
        }
    }

    void change(Limited whose, CallLimits limits) {
        rooms.catchUp();
        rooms.tenants().limit(whose, limits);
    }

    /** Everybody is waited for. */
    void restart() {
        while (!open.isEmpty()) {
            end(0, 70);
        }
        rooms.catchUp();
        again();
    }

    /**
     * Of calls in progress counts what is known.
     *
     * @param behind whether the last that was journalled has not come to the tables
     */
    void kill(boolean behind) {
        if (behind) {
            rooms.fallBehind();
            if (!open.isEmpty()) {
                answered(0, 60);
                end(open.size() / 2, 120);
            }
            foretold(new Wish("bob", "small", true, 3));
        }
        open.forEach(each -> model.lost(each.taken, Math.max(0, each.answered)));
        open.clear();
        again();
    }

    private void again() {
        rooms.close();
        rooms = new RateRooms(folder, clock);
        model.again();
    }

    void check() {
        for (String user : Wish.USERS) {
            Wish wish = new Wish(user, "small", true, 17);
            assertThat(rooms.tenants().applied(wish)).hasSameSizeAs(model.counting(wish));
            for (RateLine line : rooms.lines(wish)) {
                Limited limited = Limited.of(wish).stream()
                        .filter(each -> each.scope() == line.subject().scope())
                        .findFirst()
                        .orElseThrow();
                long used = model.used(line.limit(), limited, wish);
                assertThat(line.used())
                        .as(line.limit() + " of " + limited.place(wish) + " at " + clock.instant())
                        .isEqualTo(line.waits() ? null : Long.valueOf(used));
                assertThat(line.passes())
                        .as(line.limit() + " of " + limited.place(wish) + " at " + clock.instant())
                        .isEqualTo(line.waits() || used + line.wanted() <= line.allowed());
            }
        }
    }

    private Principal caller() {
        return rooms.tenants().caller();
    }

    @Override
    public void close() {
        rooms.close();
        Template.delete(folder);
    }
}
