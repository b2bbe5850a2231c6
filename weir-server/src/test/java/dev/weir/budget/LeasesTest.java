package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.budget.BudgetBook.Outcome;
import dev.weir.budget.BudgetBook.Reservation;
import dev.weir.kernel.Clock;
import dev.weir.metering.Total;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.TestEngine;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Subject;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class LeasesTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    @TempDir
    Path folder;

    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
    private static final Subject KEY = Subject.of(new ProjectId("proj_1"), new KeyId("key_1"));

    /** Turned by hand; a second passes whenever somebody looks how long something took. */
    private static final class Turned implements Clock {
        private Instant now = NOON;
        private long nanos;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            nanos += 1_000_000_000L;
            return nanos;
        }
    }

    private final Turned clock = new Turned();
    /** What the ledger would add up. */
    private final Map<String, Total> ledger = new HashMap<>();

    private static Bound budget(String amount, Period period) {
        return new Bound(KEY, new Budget(Money.of(new BigDecimal(amount)), "USD", period, ZoneOffset.UTC));
    }

    private static Money money(String amount) {
        return Money.of(new BigDecimal(amount));
    }

    private final List<Leases> nodes = new ArrayList<>();

    private Leases node(Database database, String name) {
        Leases node = new Leases(database, name, (place, from) -> Map.copyOf(ledger), clock);
        nodes.add(node);
        node.settle();
        return node;
    }

    private void rounds() {
        for (int i = 0; i < 3; i++) {
            nodes.forEach(Leases::turn);
        }
    }

    /** What a call learns after all nodes have done what they do several times a second. */
    private Outcome reserve(Leases node, Bound bound, String amount) {
        rounds();
        Outcome outcome = node.book().reserve(List.of(bound), money(amount), clock.now);
        for (int i = 0; i < 3 && outcome instanceof Outcome.Short; i++) {
            rounds();
            outcome = node.book().reserve(List.of(bound), money(amount), clock.now);
        }
        rounds();
        return outcome;
    }

    private Database open() {
        return engine.in(folder).open("leases", Leases.MIGRATIONS);
    }

    @Test
    void aNodeGetsWhatIsThereAndGivesBackWhatOthersLack() {
        Bound bound = budget("5.00", Period.DAY);
        try (Database database = open()) {
            Leases one = node(database, "node_a");
            Leases two = node(database, "node_b");
            Reservation first = (Reservation) reserve(one, bound, "0.10");
            assertThat(reserve(two, bound, "4.85")).isInstanceOf(Reservation.class);
            assertThat(reserve(one, bound, "0.06")).isInstanceOf(Outcome.Exceeded.class);
            assertThat(one.book().standing(bound, clock.now).reserved()).isEqualTo(Total.of(money("4.95")));

            first.settle(money("0.02"));
            assertThat(reserve(two, bound, "0.14")).isInstanceOf(Outcome.Exceeded.class);
            assertThat(reserve(two, bound, "0.13")).isInstanceOf(Reservation.class);
            assertThat(reserve(two, bound, "0.01")).isInstanceOf(Outcome.Exceeded.class);
        }
    }

    @Test
    void whatWasSpentBeforeCountsAndTheNextDayIsFull() {
        Bound bound = budget("5.00", Period.DAY);
        ledger.put("node_a", Total.of(money("2.00")));
        ledger.put("node_gone", Total.of(money("1.00")));
        ledger.put("", Total.of(money("0.50")));
        try (Database database = open()) {
            Leases two = node(database, "node_b");
            assertThat(reserve(two, bound, "1.51")).isInstanceOf(Outcome.Exceeded.class);
            assertThat(reserve(two, bound, "1.50")).isInstanceOf(Reservation.class);
            assertThat(two.book().standing(bound, clock.now).settled()).isEqualTo(Total.of(money("3.50")));
            clock.now = NOON.plusSeconds(86_400);
            ledger.clear();
            assertThat(reserve(two, bound, "5.00")).isInstanceOf(Reservation.class);
        }
    }

    @Test
    void whatANodeHeldThatIsGivenUpCountsAsSpentUntilItComesBack() {
        Bound bound = budget("5.00", Period.TOTAL);
        try (Database database = open()) {
            Leases one = node(database, "node_a");
            Leases two = node(database, "node_b");
            assertThat(reserve(one, bound, "1.00")).isInstanceOf(Reservation.class);
            nodes.remove(one);
            clock.now = NOON.plusSeconds(60);
            Total before = two.book().standing(bound, clock.now).settled();
            two.giveUp("node_a");
            assertThat(reserve(two, bound, "4.01")).isInstanceOf(Outcome.Exceeded.class);
            Total held = two.book().standing(bound, clock.now).settled();
            assertThat(held).isGreaterThan(before).isGreaterThanOrEqualTo(Total.of(money("1.00")));

            ledger.put("node_a", Total.of(money("0.40")));
            Leases back = node(database, "node_a");
            back.book().touch(bound, clock.now);
            clock.now = clock.now.plusSeconds(2);
            assertThat(reserve(two, bound, "4.60")).isInstanceOf(Reservation.class);
        }
    }

    @Test
    void aBudgetThatIsLoweredHoldsAtOnce() {
        try (Database database = open()) {
            Leases one = node(database, "node_a");
            assertThat(reserve(one, budget("100.00", Period.TOTAL), "1.00")).isInstanceOf(Reservation.class);
            assertThat(reserve(one, budget("1.50", Period.TOTAL), "0.51")).isInstanceOf(Outcome.Exceeded.class);
            assertThat(reserve(one, budget("1.50", Period.TOTAL), "0.50")).isInstanceOf(Reservation.class);
            Leases two = node(database, "node_b");
            assertThat(reserve(two, budget("1.50", Period.TOTAL), "0.01")).isInstanceOf(Outcome.Exceeded.class);
        }
    }

    /** One life of a node, and what it has set aside. */
    private static final class Life {
        private final Leases leases;
        private final Map<Reservation, Money> open = new HashMap<>();

        Life(Leases leases) {
            this.leases = leases;
        }
    }

    /** Reservations, settlements, rounds and deaths in random order: what all nodes took is never more than there is. */
    @Test
    void noOrderOfThingsPassesTheBudgetAndNothingIsStranded() {
        Bound bound = budget("5.00", Period.TOTAL);
        for (long seed = 1; seed <= 2; seed++) {
            Random random = new Random(seed);
            ledger.clear();
            try (Database database = engine.in(folder.resolve("seed" + seed)).open("leases", Leases.MIGRATIONS)) {
                nodes.clear();
                List<String> names = List.of("node_a", "node_b", "node_c");
                Map<String, Life> lives = new HashMap<>();
                names.forEach(name -> lives.put(name, new Life(node(database, name))));
                for (int i = 0; i < 120; i++) {
                    String name = names.get(random.nextInt(names.size()));
                    lives.put(name, step(random, bound, database, name, of(lives, name)));
                    assertThat(taken(lives)).isLessThanOrEqualTo(Total.of(money("5.00")));
                }
                names.forEach(name -> lives.put(name, reborn(database, name, of(lives, name))));
                Total left = Total.of(money("5.00")).minus(taken(lives));
                assertThat(reserve(of(lives, "node_b").leases, bound, left.display()))
                        .as("nothing of the rest is lost")
                        .isInstanceOf(Reservation.class);
            }
        }
    }

    private Life step(Random random, Bound bound, Database database, String name, Life life) {
        int dice = random.nextInt(100);
        if (dice < 45) {
            Money worst = new Money(random.nextLong(1, 900_000_000_000L));
            if (life.leases.book().reserve(List.of(bound), worst, clock.now) instanceof Reservation made) {
                life.open.put(made, worst);
            }
        } else if (dice < 70 && !life.open.isEmpty()) {
            Reservation some = new ArrayList<>(life.open.keySet()).get(random.nextInt(life.open.size()));
            Money cost = new Money(
                    random.nextLong(Objects.requireNonNull(life.open.get(some)).picodollars() / 4 + 1));
            some.settle(cost);
            life.open.remove(some);
            ledger.merge(name, Total.of(cost), Total::plus);
        } else if (dice < 97) {
            life.leases.turn();
        } else {
            return reborn(database, name, life);
        }
        return life;
    }

    private static Life of(Map<String, Life> lives, String name) {
        return Objects.requireNonNull(lives.get(name));
    }

    /** It is killed; what was open is settled at what was set aside before it goes on. */
    private Life reborn(Database database, String name, Life dead) {
        dead.open.values().forEach(worst -> ledger.merge(name, Total.of(worst), Total::plus));
        nodes.remove(dead.leases);
        return new Life(node(database, name));
    }

    private Total taken(Map<String, Life> nodes) {
        Total sum = ledger.values().stream().reduce(Total.ZERO, Total::plus);
        for (Life life : nodes.values()) {
            for (Money worst : life.open.values()) {
                sum = sum.plus(Total.of(worst));
            }
        }
        return sum;
    }
}
