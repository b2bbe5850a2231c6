package dev.weir.limits;

import static dev.weir.limits.SomeLimits.BERLIN;
import static dev.weir.limits.SomeLimits.EVENING;
import static dev.weir.limits.SomeLimits.limits;
import static dev.weir.limits.SomeLimits.tokens;
import static dev.weir.limits.SomeLimits.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A book of rates decides as adding up everything does, whatever happens and however many ask at once. */
class RateBookModelTest {
    private static final long SECOND = 1_000_000_000L;

    private final RateBook book = new RateBook(new HandClock(EVENING));

    private record Event(long second, long nanos, boolean request, long tokens) {}

    /** Everything that ever happened, added up anew for every question. */
    private static final class Naive {
        private final Map<Subject, List<Event>> events = new HashMap<>();
        private final Map<Subject, Map<LocalDate, Long>> days = new HashMap<>();
        private final Map<Subject, Integer> inside = new HashMap<>();

        boolean hasRoom(Applied applied, long tokens, HandClock clock) {
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

        static LocalDate today(ZoneId zone, HandClock clock) {
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
        HandClock now = new HandClock(EVENING);
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
            HandClock now) {
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

    private static void settleOne(Random random, List<Open> open, Naive naive, HandClock now) {
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
        HandClock now = new HandClock(EVENING);
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
        HandClock now = new HandClock(EVENING);
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
}
