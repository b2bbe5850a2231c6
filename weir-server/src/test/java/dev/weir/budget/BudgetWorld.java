package dev.weir.budget;

import static dev.weir.budget.BudgetModel.CENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.budget.BudgetModel.Taken;
import dev.weir.kernel.HandClock;
import dev.weir.machine.Limited;
import dev.weir.machine.Template;
import dev.weir.machine.Tenants;
import dev.weir.machine.Wish;
import dev.weir.metering.InputBound;
import dev.weir.metering.Purse;
import dev.weir.metering.Worst;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.TestExchange;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Weir's rooms, and the model beside them: what is done is done to both. */
final class BudgetWorld implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-03-27T10:00:00Z");
    private static final Template TEMPLATE = Template.of("weir-budgets", BudgetWorld::limit);

    private record Open(int number, Taken taken, Purse.Held held) {}

    private final Path folder;
    private final HandClock clock = new HandClock(START);
    private final BudgetModel model = new BudgetModel(clock);
    private BudgetRooms rooms;

    private final List<Open> open = new ArrayList<>();
    private final List<Closed> closed = new ArrayList<>();
    private int numbers;

    private BudgetWorld(Path folder) {
        this.folder = folder;
        this.rooms = new BudgetRooms(folder, clock);
    }

    static BudgetWorld fresh() {
        return new BudgetWorld(TEMPLATE.copy());
    }

    private static void limit(Path folder) {
        try (BudgetRooms rooms = new BudgetRooms(folder, new HandClock(START))) {
            Tenants tenants = rooms.tenants();
            for (Limited limited : Limited.values()) {
                tenants.limit(limited, limits(BudgetModel.budget(limited)));
            }
        }
    }

    private static CallLimits limits(Budget budget) {
        return new CallLimits(null, null, null, null, CallLimits.UTC, List.of(budget), null, null);
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    boolean hasClosed() {
        return !closed.isEmpty();
    }

    void reserve(Wish wish) {
        boolean fits = model.fits(wish);
        Purse.Outcome outcome = rooms.purse()
                .hold(
                        wish.call(caller(), numbers, clock),
                        new Worst(1, InputBound.BYTES, 1, new Money(wish.amount()), "USD"));
        assertThat(outcome instanceof Purse.Held)
                .as(wish + " at " + clock.instant())
                .isEqualTo(fits);
        if (outcome instanceof Purse.Held held) {
            int number = numbers++;
            rooms.append(new AttemptIntent(
                    new AttemptId("at_" + number),
                    new ExchangeId("ex_" + number),
                    caller().project(),
                    caller().key(),
                    clock.instant(),
                    wish.model(),
                    new Target("sim", wish.model()),
                    new Money(wish.amount()),
                    "USD",
                    wish.tags()));
            open.add(new Open(number, model.reserve(wish), held));
        }
    }

    void settle(int which, int percent) {
        Open over = open.remove(which % open.size());
        long cost = over.taken.picos() * percent / 100;
        over.held.settle(new Money(cost));
        over.held.settle(new Money(7 * CENT));
        model.settle(over.taken, cost);
        Closed record = new Closed(exchange(over, cost), clock.instant());
        closed.add(record);
        rooms.append(record);
    }

    /** A settlement that comes again, or late, settles nothing. */
    void replay(int which) {
        rooms.append(closed.get(which % closed.size()));
    }

    void forward(int seconds) {
        clock.forward(Duration.ofSeconds(seconds));
    }

    /** A clock that is put right, within a day of each zone. */
    void back(int seconds) {
        Instant now = clock.instant();
        Instant before = now.minusSeconds(seconds);
        boolean sameDay = Stream.of(Limited.values())
                .map(BudgetModel::budget)
                .allMatch(budget -> budget.period()
                        .of(now, budget.zone())
                        .equals(budget.period().of(before, budget.zone())));
        clock.turnCalendar(Duration.ofSeconds(sameDay ? -seconds : 0));
    }

    void kill() {
        rooms.close();
        model.kill();
        open.clear();
        rooms = new BudgetRooms(folder, clock);
    }

    void check() {
        Wish wish = new Wish("bob", "small", true, 0);
        for (BudgetLine line : rooms.lines(wish)) {
            Limited limited = Limited.of(wish).stream()
                    .filter(each -> each.scope() == line.subject().scope())
                    .findFirst()
                    .orElseThrow();
            long used = model.used(limited, wish);
            assertThat(line.settled().plus(line.reserved()).amount())
                    .as(limited.name())
                    .isEqualByComparingTo(new Money(used).amount());
            assertThat(used).as(limited.name()).isLessThanOrEqualTo(BudgetModel.allowed(limited));
        }
    }

    private Principal caller() {
        return rooms.tenants().caller();
    }

    private Exchange exchange(Open over, long cost) {
        Wish wish = over.taken.wish();
        Attempt attempt = new Attempt(
                new AttemptId("at_" + over.number),
                new Target("sim", wish.model()),
                null,
                Usage.of(1, 1),
                new Money(cost),
                "USD",
                "2026-01",
                0,
                0,
                -1);
        return new TestExchange("ex_" + over.number, caller().project(), caller().key(), over.taken.at())
                .model(wish.model())
                .target(new Target("sim", wish.model()))
                .used(Usage.of(1, 1))
                .cost(new Money(cost))
                .attempts(List.of(attempt))
                .tags(wish.tags())
                .end();
    }

    @Override
    public void close() {
        rooms.close();
        Template.delete(folder);
    }
}
