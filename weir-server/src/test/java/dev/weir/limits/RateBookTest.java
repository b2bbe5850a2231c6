package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.Clock;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateBookTest {
    private static final long SECOND = 1_000_000_000L;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** Two clocks that are turned by hand: the calendar's may go backwards. */
    private static final class TwoClocks implements Clock {
        private final AtomicLong nanos = new AtomicLong(-7 * SECOND / 2);
        private volatile Instant now = Instant.parse("2026-03-28T22:30:00Z");

        void forward(Duration time) {
            nanos.addAndGet(time.toNanos());
            now = now.plus(time);
        }

        void turnCalendar(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return nanos.get();
        }
    }

    private final TwoClocks clock = new TwoClocks();
    private final RateBook book = new RateBook(clock);

    private static CallLimits limits(
            @Nullable Integer concurrency, @Nullable Long rpm, @Nullable Long tpm, @Nullable Long day, ZoneId zone) {
        return new CallLimits(concurrency, rpm, tpm, day, zone, List.of(), null, null);
    }

    @Test
    void tokensAreCountedWhereCallsInProgressHoldMoreThanASmallPart() {
        List<Applied> minute = user(limits(null, null, 800L, null, BERLIN));
        assertThat(book.isRoomy(minute, 100)).isTrue();
        assertThat(book.isRoomy(minute, 101)).isFalse();
        assertThat(book.isRoomy(minute, Long.MAX_VALUE)).isFalse();

        RateBook.Taken hold = (RateBook.Taken) book.take(minute, 60);
        assertThat(book.isRoomy(minute, 40)).isTrue();
        assertThat(book.isRoomy(minute, 41)).isFalse();
        hold.settle(400);
        assertThat(book.isRoomy(minute, 50)).as("an eighth of what is left").isTrue();
        assertThat(book.isRoomy(minute, 51)).isFalse();

        List<Applied> day = user("bob", limits(null, null, null, 80L, BERLIN));
        assertThat(book.isRoomy(day, 10)).isTrue();
        assertThat(book.isRoomy(day, 11)).isFalse();
        assertThat(book.isRoomy(user("eve", limits(3, 1L, null, null, BERLIN)), 1_000_000))
                .isTrue();
    }

    private static List<Applied> user(CallLimits limits) {
        return user("ann", limits);
    }

    private static List<Applied> user(String name, CallLimits limits) {
        return List.of(new Applied(new Subject(Scope.USER, "proj_1", name), limits));
    }

    private static List<Applied> requests(long rpm) {
        return user(limits(null, rpm, null, null, CallLimits.UTC));
    }

    private static List<Applied> tokens(long tpm) {
        return user(limits(null, null, tpm, null, CallLimits.UTC));
    }

    private static List<Applied> day(long tokens, ZoneId zone) {
        return user(limits(null, null, null, tokens, zone));
    }

    private RateBook.Hold taken(List<Applied> limits, long tokens) {
        RateBook.Outcome outcome = book.take(limits, tokens);
        assertThat(outcome).isInstanceOf(RateBook.Hold.class);
        return (RateBook.Hold) outcome;
    }

    private RateBook.Outcome.Reached refused(List<Applied> limits, long tokens) {
        RateBook.Outcome outcome = book.take(limits, tokens);
        assertThat(outcome).isInstanceOf(RateBook.Outcome.Reached.class);
        return (RateBook.Outcome.Reached) outcome;
    }

    // The naive model: everything that ever happened, added up anew for every question.

    private record Event(long second, long nanos, boolean request, long tokens) {}

    private static final class Naive {
        private final Map<Subject, List<Event>> events = new HashMap<>();
        private final Map<Subject, Map<LocalDate, Long>> days = new HashMap<>();
        private final Map<Subject, Integer> inside = new HashMap<>();

        boolean hasRoom(Applied applied, long tokens, TwoClocks clock) {
            Subject subject = applied.subject();
            CallLimits limits = applied.limits();
            long second = Math.floorDiv(clock.nanoTime(), SECOND);
            List<Event> recent = events.getOrDefault(subject, List.of()).stream()
                    .filter(event -> event.second() > second - 61)
                    .toList();
            boolean queued = subject.scope() == Scope.KEY || subject.scope() == Scope.PROJECT;
            return (queued || limits.concurrency() == null || inside.getOrDefault(subject, 0) < limits.concurrency())
                    && (limits.rpm() == null
                            || recent.stream().filter(Event::request).count() < limits.rpm())
                    && (limits.tpm() == null
                            || recent.stream().mapToLong(Event::tokens).sum() + tokens <= limits.tpm())
                    && (limits.tokensPerDay() == null
                            || days.getOrDefault(subject, Map.of()).getOrDefault(today(limits.timeZone(), clock), 0L)
                                            + tokens
                                    <= limits.tokensPerDay());
        }

        static LocalDate today(ZoneId zone, TwoClocks clock) {
            return clock.instant().atZone(zone).toLocalDate();
        }

        void add(Subject subject, Event event) {
            events.computeIfAbsent(subject, none -> new ArrayList<>()).add(event);
        }

        void addToDay(Subject subject, LocalDate day, long tokens) {
            days.computeIfAbsent(subject, none -> new HashMap<>()).merge(day, tokens, Long::sum);
        }
    }

    private record Open(
            RateBook.Hold hold, List<Applied> limits, long tokens, long nanos, Map<Subject, LocalDate> days) {}

    @Property(tries = 300)
    void itDecidesAsANaiveModelOverAllScopesDoes(@ForAll Random random) {
        TwoClocks now = new TwoClocks();
        RateBook tested = new RateBook(now);
        Naive naive = new Naive();
        List<Applied> subjects = subjects(random);
        List<Open> open = new ArrayList<>();
        Map<Subject, List<Event>> passed = new HashMap<>();
        for (int step = 0; step < 150; step++) {
            switch (random.nextInt(4)) {
                case 0 -> now.forward(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 4_000_000 : 9_000)));
                case 1 -> settleOne(random, open, naive, now);
                default -> take(random, tested, naive, subjects, open, passed, now);
            }
        }
        subjects.forEach(applied -> assertNoMinutePassesTheLimit(applied, passed));
    }

    private static List<Applied> subjects(Random random) {
        List<Applied> all = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            for (int i = 0; i < 2; i++) {
                all.add(new Applied(
                        new Subject(scope, "proj_1", scope.wire() + i),
                        limits(
                                random.nextBoolean() ? null : 1 + random.nextInt(6),
                                random.nextBoolean() ? null : 1L + random.nextInt(12),
                                random.nextBoolean() ? null : 100L + random.nextInt(500),
                                random.nextBoolean() ? null : 300L + random.nextInt(2_000),
                                random.nextBoolean() ? BERLIN : CallLimits.UTC)));
            }
        }
        return all;
    }

    private static void take(
            Random random,
            RateBook tested,
            Naive naive,
            List<Applied> subjects,
            List<Open> open,
            Map<Subject, List<Event>> passed,
            TwoClocks now) {
        List<Applied> asked = new ArrayList<>();
        for (int scope = 0; scope < Scope.values().length; scope++) {
            int chosen = random.nextInt(3);
            if (chosen < 2) {
                asked.add(subjects.get(2 * scope + chosen));
            }
        }
        long tokens = 1 + random.nextInt(80);
        boolean expected = asked.stream().allMatch(applied -> naive.hasRoom(applied, tokens, now));
        RateBook.Outcome outcome = tested.take(asked, tokens);
        assertThat(outcome instanceof RateBook.Hold).isEqualTo(expected);
        if (outcome instanceof RateBook.Hold hold) {
            long second = Math.floorDiv(now.nanoTime(), SECOND);
            Event event = new Event(second, now.nanoTime(), true, tokens);
            Map<Subject, LocalDate> days = new HashMap<>();
            for (Applied applied : asked) {
                LocalDate today = Naive.today(applied.limits().timeZone(), now);
                naive.add(applied.subject(), event);
                naive.addToDay(applied.subject(), today, tokens);
                naive.inside.merge(applied.subject(), 1, Integer::sum);
                days.put(applied.subject(), today);
                passed.computeIfAbsent(applied.subject(), none -> new ArrayList<>())
                        .add(event);
            }
            open.add(new Open(hold, asked, tokens, now.nanoTime(), days));
        }
    }

    private static void settleOne(Random random, List<Open> open, Naive naive, TwoClocks now) {
        if (open.isEmpty()) {
            return;
        }
        Open over = open.remove(random.nextInt(open.size()));
        long used = random.nextInt(5) == 0 ? over.tokens() + random.nextInt(60) : random.nextLong(over.tokens() + 1);
        over.hold().settle(used);
        over.hold().settle(1_000_000);
        long difference = used - over.tokens();
        long counted = Math.floorDiv(difference < 0 ? over.nanos() : now.nanoTime(), SECOND);
        for (Applied applied : over.limits()) {
            naive.add(applied.subject(), new Event(counted, 0, false, difference));
            naive.addToDay(applied.subject(), Objects.requireNonNull(over.days().get(applied.subject())), difference);
            naive.inside.merge(applied.subject(), -1, Integer::sum);
        }
    }

    /** Whatever they were settled at: those that were let in, wherever the minute begins. */
    private static void assertNoMinutePassesTheLimit(Applied applied, Map<Subject, List<Event>> passed) {
        List<Event> all = passed.getOrDefault(applied.subject(), List.of());
        Long rpm = applied.limits().rpm();
        for (Event last : all) {
            long inside = all.stream()
                    .filter(event -> event.nanos() > last.nanos() - 60 * SECOND && event.nanos() <= last.nanos())
                    .count();
            assertThat(inside).isLessThanOrEqualTo(rpm == null ? Long.MAX_VALUE : rpm);
        }
    }

    @Property(tries = 100)
    void noMinuteHoldsMoreTokensThanTheLimitAtAnyOffset(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 300) int limit) {
        TwoClocks now = new TwoClocks();
        RateBook tested = new RateBook(now);
        List<Event> passed = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            now.forward(Duration.ofMillis(random.nextInt(3_000)));
            long tokens = 1 + random.nextInt(40);
            if (tested.take(tokens(limit), tokens) instanceof RateBook.Hold hold) {
                long used = random.nextLong(tokens + 1);
                hold.settle(used);
                passed.add(new Event(0, now.nanoTime(), true, used));
            }
        }
        for (Event first : passed) {
            assertThat(passed.stream()
                            .filter(event ->
                                    event.nanos() >= first.nanos() && event.nanos() < first.nanos() + 60 * SECOND)
                            .mapToLong(Event::tokens)
                            .sum())
                    .isLessThanOrEqualTo(limit);
        }
    }

    @Property(tries = 200)
    void whoeverWaitsAsLongAsToldIsLetIn(@ForAll Random random) {
        TwoClocks now = new TwoClocks();
        RateBook tested = new RateBook(now);
        List<Applied> both = user(limits(null, 1L + random.nextInt(5), 50L + random.nextInt(50), null, CallLimits.UTC));
        for (int step = 0; step < 40; step++) {
            now.forward(Duration.ofMillis(random.nextInt(20_000)));
            long tokens = 1 + random.nextInt(50);
            if (tested.take(both, tokens) instanceof RateBook.Outcome.Reached reached) {
                Duration wait = reached.full().pause();
                assertThat(wait).isNotNull().isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
                now.forward(wait == null ? Duration.ZERO : wait);
                assertThat(tested.take(both, tokens)).isInstanceOf(RateBook.Hold.class);
            }
        }
    }

    @Test
    void aThousandThreadsPassExactlyTheLimitOfEveryScope() throws InterruptedException {
        List<Applied> all = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            all.add(new Applied(
                    new Subject(scope, "proj_1", scope.wire()),
                    limits(null, 100L + scope.ordinal(), 10_000L, null, CallLimits.UTC)));
        }
        AtomicInteger passed = new AtomicInteger();
        crowd(1_000, () -> {
            if (book.take(all, 10) instanceof RateBook.Hold hold) {
                passed.incrementAndGet();
                hold.settle(ThreadLocalRandom.current().nextInt(11));
            }
        });

        assertThat(passed).hasValue(100);
        for (Applied applied : all) {
            Standing standing = book.standing(applied.subject(), applied.limits());
            assertThat(Objects.requireNonNull(standing.requests()).remaining())
                    .isEqualTo(applied.subject().scope().ordinal());
        }
    }

    @Test
    void aThousandThreadsUseNoMoreTokensThanTheLimitAndLoseNone() throws InterruptedException {
        AtomicLong used = new AtomicLong();
        crowd(1_000, () -> {
            if (book.take(tokens(5_000), 100) instanceof RateBook.Hold hold) {
                long truth = ThreadLocalRandom.current().nextInt(101);
                used.addAndGet(truth);
                hold.settle(truth);
            }
        });

        Standing standing = refusedOrTaken(tokens(5_000));
        assertThat(used.get()).isBetween(4_901L, 5_000L);
        assertThat(Objects.requireNonNull(standing.tokens()).remaining()).isEqualTo(5_000 - used.get());
    }

    private Standing refusedOrTaken(List<Applied> limits) {
        return book.take(limits, 0).standing();
    }

    private static void crowd(int threads, Runnable work) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.startVirtualThread(() -> {
                try {
                    start.await();
                    work.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        start.countDown();
        for (Thread thread : all) {
            thread.join();
        }
    }

    @Test
    void aRefusedCallTakesNothingFromAnyScope() {
        Applied narrow =
                new Applied(new Subject(Scope.MODEL, "proj_1", "small"), limits(null, 1L, null, null, CallLimits.UTC));
        Applied wide =
                new Applied(new Subject(Scope.USER, "proj_1", "ann"), limits(null, 2L, 100L, 100L, CallLimits.UTC));
        taken(List.of(narrow, wide), 10);

        RateBook.Outcome.Reached reached = refused(List.of(wide, narrow), 10);

        assertThat(reached.by()).isEqualTo(narrow);
        Standing left = book.standing(wide.subject(), wide.limits());
        assertThat(left)
                .isEqualTo(new Standing(
                        new Standing.Quota(2, 1, Duration.ofSeconds(61)),
                        new Standing.Quota(100, 90, Duration.ofSeconds(61))));
    }

    @Test
    void aCallThatCanNeverPassIsToldSo() {
        assertThat(refused(tokens(100), 101).full().pause()).isNull();
        assertThat(refused(day(100, BERLIN), 101).full().pause()).isNull();
        taken(tokens(100), 100);
    }

    @Test
    void whatWasUsedBeyondTheEstimateCountsFromNowOn() {
        RateBook.Hold hold = taken(tokens(100), 10);
        clock.forward(Duration.ofSeconds(50));
        hold.settle(95);
        clock.forward(Duration.ofSeconds(30));

        assertThat(refused(tokens(100), 20).full().pause()).isEqualTo(Duration.ofSeconds(31));
        clock.forward(Duration.ofSeconds(31));
        taken(tokens(100), 20);
    }

    @Test
    void callsInProgressEndHoweverTheyEnd() {
        List<Applied> one = user(limits(1, null, null, null, CallLimits.UTC));
        RateBook.Hold first = taken(one, 0);
        assertThat(refused(one, 0).full().kind()).isEqualTo(Kind.CONCURRENCY);
        first.settle(0);
        first.settle(0);
        taken(one, 0);
        assertThat(book.take(one, 0)).isInstanceOf(RateBook.Outcome.Reached.class);
    }

    @Test
    void keysAndProjectsWaitForAPlaceInsteadOfBeingRefusedHere() {
        List<Applied> key = List.of(
                new Applied(new Subject(Scope.KEY, "proj_1", "key_1"), limits(1, null, null, null, CallLimits.UTC)));
        taken(key, 0);
        taken(key, 0);
    }

    @Test
    void aDayEndsAtMidnightOfItsZoneAlsoWhenTheClockIsPutForward() {
        // 22:30 UTC on 28 March is 23:30 in Berlin; the next day there has 23 hours.
        taken(day(100, BERLIN), 100);
        assertThat(refused(day(100, BERLIN), 1).full().pause()).isEqualTo(Duration.ofMinutes(30));
        clock.forward(Duration.ofMinutes(30));
        taken(day(100, BERLIN), 100);
        assertThat(refused(day(100, BERLIN), 1).full().pause()).isEqualTo(Duration.ofHours(23));
        clock.forward(Duration.ofHours(23));
        taken(day(100, BERLIN), 100);
    }

    @Test
    void aCallCountsInTheDayThatItBeganIn() {
        RateBook.Hold late = taken(day(100, BERLIN), 60);
        clock.forward(Duration.ofHours(1));
        taken(day(100, BERLIN), 100);
        late.settle(0);
        refused(day(100, BERLIN), 1);
    }

    @Test
    void aCallSettlesInTheDayOfTheZoneThatItsLimitHasMovedTo() {
        RateBook.Hold early = taken(day(100, BERLIN), 60);
        RateBook.Hold other = taken(day(100, BERLIN), 30);
        refused(day(100, CallLimits.UTC), 11);
        early.settle(20);
        refused(day(100, CallLimits.UTC), 51);
        other.settle(80);
        assertThat(book.touched()).extracting(RateBook.DayUse::tokens).containsExactly(100L);
        refused(day(100, CallLimits.UTC), 1);
    }

    @Test
    void aCalendarThatGoesBackwardsGivesNothingAway() {
        taken(day(100, BERLIN), 100);
        clock.turnCalendar(Duration.ofMinutes(-1));
        refused(day(100, BERLIN), 1);
        clock.turnCalendar(Duration.ofDays(-40));
        refused(day(100, BERLIN), 1);
        clock.turnCalendar(Duration.ofDays(1));
        taken(day(100, BERLIN), 100);
    }

    @Test
    void aCalendarThatWasFarAheadAndIsPutRightDoesNotLockAnyoneOut() {
        clock.turnCalendar(Duration.ofDays(1_000));
        taken(day(100, BERLIN), 100);
        clock.turnCalendar(Duration.ofDays(-1_000));
        assertThat(refused(day(100, BERLIN), 1).full().pause()).isEqualTo(Duration.ofMinutes(30));
        clock.forward(Duration.ofMinutes(30));
        taken(day(100, BERLIN), 1);
    }

    @Test
    void subjectsWithoutCallsAreForgotten() {
        for (int i = 0; i < 1_000; i++) {
            taken(user("user" + i, limits(null, 10L, 100L, null, CallLimits.UTC)), 1)
                    .settle(1);
        }
        RateBook.Hold long1 = taken(user("long", limits(null, 10L, 100L, null, CallLimits.UTC)), 1);
        assertThat(book.size()).isEqualTo(1_001);
        clock.forward(Duration.ofSeconds(122));
        taken(requests(5), 0);
        assertThat(book.size()).isEqualTo(2);
        long1.settle(1);
    }

    @Test
    void usersBeyondTheBoundShareAMeter() {
        RateBook small = new RateBook(clock, 10);
        Set<Boolean> passed = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            passed.add(
                    small.take(user("user" + i, limits(null, 1L, null, null, CallLimits.UTC)), 0)
                            instanceof RateBook.Hold);
        }
        assertThat(small.size()).isEqualTo(11);
        assertThat(passed).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void theTightestLimitIsTold() {
        Applied wide = new Applied(
                new Subject(Scope.PROJECT, "proj_1", "proj_1"), limits(null, 100L, 10_000L, null, CallLimits.UTC));
        Applied narrow =
                new Applied(new Subject(Scope.USER, "proj_1", "ann"), limits(null, 7L, null, 500L, CallLimits.UTC));

        Standing standing = taken(List.of(wide, narrow), 20).standing();

        assertThat(standing.requests()).isEqualTo(new Standing.Quota(7, 6, Duration.ofSeconds(61)));
        assertThat(standing.tokens()).isEqualTo(new Standing.Quota(500, 480, Duration.ofMinutes(90)));
    }

    @Test
    void tokensOfAnEarlierProcessCount() {
        book.spend(day(100, BERLIN), 95);
        refused(day(100, BERLIN), 6);
        taken(day(100, BERLIN), 5);
    }
}
