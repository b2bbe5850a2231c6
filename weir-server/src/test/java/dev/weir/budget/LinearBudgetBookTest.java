package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.budget.BudgetBook.Reservation;
import dev.weir.spi.Money;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do to a {@link BudgetBook} at once looks to each as if it had happened in some order, one after the
 * other: checked by Lincheck over made-up programs of reservations, settlements and looks.
 */
@Tag("long")
public class LinearBudgetBookTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final int MOST_THREADS = 8;

    private static final List<Bound> NARROW = List.of(bound(Scope.PROJECT, 12), bound(Scope.KEY, 9));
    private static final List<Bound> WIDE = List.of(bound(Scope.PROJECT, 12), bound(Scope.USER, 10));

    private final BudgetBook book = new BudgetBook();
    private final List<Deque<Reservation>> held = new ArrayList<>();

    public LinearBudgetBookTest() {
        for (int i = 0; i < MOST_THREADS; i++) {
            held.add(new ArrayDeque<>());
        }
    }

    private static Bound bound(Scope scope, long picos) {
        return new Bound(
                new Subject(scope, "proj_1", scope.wire()),
                new Budget(new Money(picos), "USD", Period.TOTAL, ZoneOffset.UTC));
    }

    /** Which budget refused, and how it stood; or that it was granted. */
    @Operation
    public String reserve(
            @Param(gen = ThreadIdGen.class) int thread,
            @Param(gen = IntGen.class, conf = "0:1") int which,
            @Param(gen = IntGen.class, conf = "1:6") int picos) {
        return switch (book.reserve(which == 0 ? NARROW : WIDE, new Money(picos), NOON)) {
            case BudgetBook.Outcome.Exceeded exceeded ->
                exceeded.by().subject().scope() + " "
                        + exceeded.standing().settled().display() + " "
                        + exceeded.standing().reserved().display();
            case BudgetBook.Outcome.Short ignored -> throw new IllegalStateException("one that is alone asks nobody");
            case Reservation reservation -> {
                held.get(thread).push(reservation);
                yield "granted";
            }
        };
    }

    /** Settles the thread's own last reservation; twice changes nothing. */
    @Operation
    public void settle(@Param(gen = ThreadIdGen.class) int thread, @Param(gen = IntGen.class, conf = "0:1") int picos) {
        Reservation last = held.get(thread).poll();
        if (last != null) {
            last.settle(new Money(picos));
            last.settle(new Money(picos));
        }
    }

    @Operation
    public String look() {
        BudgetBook.Standing standing = book.standing(NARROW.getFirst(), NOON);
        return standing.settled().display() + " " + standing.reserved().display();
    }

    @Test
    void anyProgramOfThreeThreadsIsLinear() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(4)
                .iterations(10)
                .invocationsPerIteration(400)
                .check(LinearBudgetBookTest.class);
    }

    @Test
    void manyProgramsAreLinear() {
        new StressOptions()
                .threads(3)
                .iterations(40)
                .invocationsPerIteration(2_000)
                .check(LinearBudgetBookTest.class);
    }

    /** Lincheck switches between the threads itself, wherever they share something. */
    @Test
    void anyInterleavingIsLinear() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .iterations(10)
                .invocationsPerIteration(300)
                .check(LinearBudgetBookTest.class);
    }
}
