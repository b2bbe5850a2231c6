package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.budget.BudgetBook.Outcome;
import dev.weir.budget.BudgetBook.Reservation;
import dev.weir.metering.Total;
import dev.weir.spi.Money;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BudgetBookTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Subject KEY = new Subject(Scope.KEY, "proj_1", "key_1");

    private final BudgetBook book = new BudgetBook();

    private static Bound budget(Subject subject, String amount, Period period) {
        return new Bound(subject, new Budget(money(amount), "USD", period, ZoneOffset.UTC));
    }

    private static Money money(String amount) {
        return Money.of(new BigDecimal(amount));
    }

    private Reservation granted(List<Bound> budgets, String worst, Instant now) {
        return (Reservation) book.reserve(budgets, money(worst), now);
    }

    @Test
    void whatIsSetAsideOrSpentIsNotThereForOthers() {
        List<Bound> budgets = List.of(budget(KEY, "1.00", Period.DAY));
        Reservation first = granted(budgets, "0.60", NOON);
        assertThat(book.reserve(budgets, money("0.400000000001"), NOON)).isInstanceOf(Outcome.Exceeded.class);
        first.settle(money("0.10"));
        first.settle(money("0.90"));
        granted(budgets, "0.90", NOON);
        assertThat(book.reserve(budgets, money("0.000000000001"), NOON)).isInstanceOf(Outcome.Exceeded.class);
        assertThat(book.standing(budgets.getFirst(), NOON).settled().amount()).isEqualByComparingTo("0.10");
        assertThat(book.standing(budgets.getFirst(), NOON).reserved().amount()).isEqualByComparingTo("0.90");
    }

    @Test
    void whatIsSetAsideIsTightWhenItIsMoreThanAnEighthOfWhatIsLeft() {
        Bound narrow = budget(KEY, "8.00", Period.DAY);
        List<Bound> budgets =
                List.of(budget(new Subject(Scope.PROJECT, "proj_1", "proj_1"), "99", Period.MONTH), narrow);
        assertThat(book.isTight(budgets, money("1.00"), NOON)).isFalse();
        assertThat(book.isTight(budgets, money("1.01"), NOON)).isTrue();
        assertThat(book.isTight(budgets.subList(0, 1), money("1.01"), NOON)).isFalse();
        Reservation held = granted(budgets, "0.50", NOON);
        assertThat(book.isTight(budgets, money("0.50"), NOON)).isFalse();
        assertThat(book.isTight(budgets, money("0.51"), NOON))
                .as("with what is set aside")
                .isTrue();
        held.settle(money("6.40"));
        assertThat(book.isTight(budgets, money("0.20"), NOON)).isFalse();
        assertThat(book.isTight(budgets, money("0.21"), NOON))
                .as("of what is left")
                .isTrue();
        granted(List.of(narrow), "1.00", NOON).settle(money("3.00"));
        assertThat(book.isTight(budgets, money("0.000001"), NOON))
                .as("nothing is left")
                .isTrue();
    }

    @Test
    void aReservationThatOneBudgetRefusesIsMadeInNone() {
        Bound wide = budget(new Subject(Scope.PROJECT, "proj_1", "proj_1"), "10", Period.MONTH);
        Bound tight = budget(KEY, "0.01", Period.TOTAL);
        Outcome outcome = book.reserve(List.of(wide, tight), money("1"), NOON);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Exceeded.class, exceeded -> {
            assertThat(exceeded.by()).isEqualTo(tight);
            assertThat(exceeded.standing().resetsAt()).isNull();
        });
        assertThat(book.standing(wide, NOON).reserved()).isEqualTo(Total.ZERO);
    }

    @Test
    void anotherDayHasAnotherBudgetAndWhatBeganYesterdayIsYesterdays() {
        List<Bound> budgets = List.of(budget(KEY, "1.00", Period.DAY));
        Reservation late = granted(budgets, "1.00", Instant.parse("2026-11-22T23:59:59.999Z"));
        Instant next = Instant.parse("2026-11-23T00:00:00Z");
        granted(budgets, "1.00", next).settle(money("0.25"));
        late.settle(money("1.00"));
        assertThat(book.standing(budgets.getFirst(), next).settled().amount()).isEqualByComparingTo("0.25");
    }

    @Test
    void aClockThatGoesBackwardsFillsNoBudget() {
        List<Bound> budgets = List.of(budget(KEY, "1.00", Period.DAY));
        granted(budgets, "1.00", NOON).settle(money("1.00"));
        assertThat(book.reserve(budgets, money("0.01"), NOON.minus(Duration.ofDays(1))))
                .isInstanceOf(Outcome.Exceeded.class);
    }

    @Test
    void daysAndMonthsAreThoseOfTheZone() {
        assertThat(Period.DAY.of(Instant.parse("2026-10-25T10:00:00Z"), BERLIN))
                .as("clocks go back: a day of 25 hours")
                .isEqualTo(
                        new Period.Span(Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z")));
        assertThat(Period.DAY.of(Instant.parse("2026-03-29T10:00:00Z"), BERLIN))
                .as("clocks go forward: a day of 23 hours")
                .isEqualTo(
                        new Period.Span(Instant.parse("2026-03-28T23:00:00Z"), Instant.parse("2026-03-29T22:00:00Z")));
        assertThat(Period.DAY.of(Instant.parse("2018-11-04T12:00:00Z"), ZoneId.of("America/Sao_Paulo")))
                .as("a day without a midnight begins at one")
                .isEqualTo(
                        new Period.Span(Instant.parse("2018-11-04T03:00:00Z"), Instant.parse("2018-11-05T02:00:00Z")));
        assertThat(Period.MONTH.of(Instant.parse("2026-01-31T23:30:00Z"), BERLIN))
                .isEqualTo(
                        new Period.Span(Instant.parse("2026-01-31T23:00:00Z"), Instant.parse("2026-02-28T23:00:00Z")));
    }

    @Test
    void sumsGrowBeyondOneAmount() {
        Total most = Total.of(new Money(Long.MAX_VALUE));
        assertThat(most.plus(most).amount()).isEqualByComparingTo("18446744.073709551614");
        assertThat(most.plus(most).minus(most)).isEqualTo(most);
        assertThat(Total.of(-1, -1).amount()).isEqualByComparingTo("-0.000001000001");
    }

    /** One thing that happens, chosen by numbers so that every sequence makes sense. */
    record Step(int kind, int which, long picos, int seconds) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.longs().between(0, 2_000_000_000_000L),
                        Arbitraries.integers().between(-7_200, 40_000))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /** A reservation as the book should see it. */
    private record Held(Reservation reservation, List<Bound> budgets, long worst, Instant at) {}

    @Property
    void anySequenceAgreesWithAddingUpEverything(@ForAll("steps") List<Step> steps) {
        BudgetBook sequential = new BudgetBook();
        List<Bound> all = List.of(
                budget(new Subject(Scope.ORGANIZATION, "org", "org"), "9", Period.TOTAL),
                budget(new Subject(Scope.PROJECT, "p", "p"), "5", Period.MONTH),
                budget(KEY, "3", Period.DAY),
                budget(new Subject(Scope.TAG, "p", "team=a"), "2", Period.DAY));
        Map<Bound, Map<Instant, Long>> spent = new HashMap<>();
        List<Held> open = new ArrayList<>();
        Instant now = NOON;
        Instant latest = NOON;
        for (Step step : steps) {
            now = now.plusSeconds(step.seconds());
            latest = now.isAfter(latest) ? now : latest;
            if (step.kind() > 0 || open.isEmpty()) {
                List<Bound> some = IntStream.range(0, all.size())
                        .filter(i -> (step.which() >> i & 1) == 1)
                        .mapToObj(all::get)
                        .toList();
                Instant at = latest;
                boolean fits = some.stream()
                        .allMatch(each -> used(spent, open, each, at) + step.picos()
                                <= each.budget().amount().picodollars());
                Outcome outcome = sequential.reserve(some, new Money(step.picos()), at);
                assertThat(outcome instanceof Reservation).isEqualTo(fits);
                if (outcome instanceof Reservation reservation) {
                    open.add(new Held(reservation, some, step.picos(), at));
                }
            } else {
                Held held = open.remove(step.which() % open.size());
                long cost = Math.min(held.worst(), step.picos());
                held.reservation().settle(new Money(cost));
                for (Bound each : held.budgets()) {
                    spent.computeIfAbsent(each, any -> new HashMap<>()).merge(start(each, held.at()), cost, Long::sum);
                }
            }
        }
        open.forEach(held -> held.reservation().settle(Money.ZERO));
        for (Bound each : all) {
            assertThat(sequential.standing(each, latest).reserved()).isEqualTo(Total.ZERO);
        }
    }

    private static Instant start(Bound applied, Instant at) {
        return applied.budget().period().of(at, applied.budget().zone()).from();
    }

    private static long used(Map<Bound, Map<Instant, Long>> spent, List<Held> open, Bound applied, Instant now) {
        Instant start = start(applied, now);
        return spent.getOrDefault(applied, Map.of()).getOrDefault(start, 0L)
                + open.stream()
                        .filter(held -> held.budgets().contains(applied)
                                && start(applied, held.at()).equals(start))
                        .mapToLong(Held::worst)
                        .sum();
    }

    @Test
    void manyAtOncePassNoBudgetAndLeaveNothingSetAside() {
        Bound total = budget(KEY, "5.00", Period.TOTAL);
        Bound other = budget(new Subject(Scope.PROJECT, "p", "p"), "4.90", Period.TOTAL);
        AtomicLong spent = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                Random random = new Random(i);
                threads.submit(() -> {
                    List<Bound> order = new ArrayList<>(List.of(total, other));
                    order.sort(Comparator.comparing(each -> random.nextInt()));
                    switch (book.reserve(order, money("0.10"), NOON)) {
                        case Outcome.Exceeded exceeded -> refused.incrementAndGet();
                        case Outcome.Short never -> throw new AssertionError("this node is alone");
                        case Reservation reservation -> {
                            Thread.yield();
                            long cost =
                                    random.nextInt(4) == 0 ? 0 : money("0.07").picodollars();
                            spent.addAndGet(cost);
                            reservation.settle(new Money(cost));
                        }
                    }
                });
            }
        }
        assertThat(spent.get()).isLessThanOrEqualTo(money("4.90").picodollars());
        assertThat(refused.get()).isPositive();
        assertThat(book.standing(total, NOON).reserved()).isEqualTo(Total.ZERO);
        assertThat(book.standing(other, NOON).settled())
                .isEqualTo(book.standing(total, NOON).settled())
                .isEqualTo(Total.of(new Money(spent.get())));
    }
}
