package dev.weir.limits;

import dev.weir.kernel.Clock;
import dev.weir.kernel.HandClock;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do to a {@link RateBook} at once, at a standing clock, looks to each as if it had happened in some
 * order, one after the other: checked by Lincheck over made-up programs of takes, settlements and looks.
 */
@Tag("long")
public class LinearRateBookTest {
    private static final int MOST_THREADS = 8;

    private static final Clock STANDING = new HandClock(Instant.parse("2026-05-04T12:00:00Z"));

    private static final Applied PROJECT =
            applied(Scope.PROJECT, new CallLimits(null, 5L, 40L, null, CallLimits.UTC, List.of(), null, null));
    private static final Applied MODEL =
            applied(Scope.MODEL, new CallLimits(2, null, null, null, CallLimits.UTC, List.of(), null, null));
    private static final Applied USER =
            applied(Scope.USER, new CallLimits(null, null, null, 30L, CallLimits.UTC, List.of(), null, null));
    private static final List<List<Applied>> CHAINS = List.of(List.of(PROJECT, MODEL), List.of(PROJECT, USER));

    private final RateBook book = new RateBook(STANDING);
    private final List<Deque<RateBook.Taken>> held = new ArrayList<>();

    public LinearRateBookTest() {
        for (int i = 0; i < MOST_THREADS; i++) {
            held.add(new ArrayDeque<>());
        }
    }

    private static Applied applied(Scope scope, CallLimits limits) {
        return new Applied(new Subject(scope, "proj_1", scope.wire()), limits);
    }

    /** Whose limit refused; or that it was granted; and what is left either way. */
    @Operation
    public String take(
            @Param(gen = ThreadIdGen.class) int thread,
            @Param(gen = IntGen.class, conf = "0:1") int which,
            @Param(gen = IntGen.class, conf = "1:15") int tokens) {
        RateBook.Outcome outcome = book.take(CHAINS.get(which), tokens);
        return switch (outcome) {
            case RateBook.Outcome.Reached reached ->
                reached.by().subject().scope() + " " + reached.full().kind() + " " + reached.standing();
            case RateBook.Taken hold -> {
                held.get(thread).push(hold);
                yield "granted " + hold.standing();
            }
        };
    }

    /** Settles what the thread itself took last; twice changes nothing. */
    @Operation
    public void settle(
            @Param(gen = ThreadIdGen.class) int thread, @Param(gen = IntGen.class, conf = "0:20") int tokens) {
        RateBook.Taken last = held.get(thread).poll();
        if (last != null) {
            last.settle(tokens);
            last.settle(tokens);
        }
    }

    @Operation
    public String look() {
        return book.lines(CHAINS.getFirst(), 1).toString();
    }

    @Test
    void anyProgramOfThreeThreadsIsLinear() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(4)
                .iterations(10)
                .invocationsPerIteration(400)
                .check(LinearRateBookTest.class);
    }

    @Test
    void manyProgramsAreLinear() {
        new StressOptions()
                .threads(3)
                .iterations(40)
                .invocationsPerIteration(2_000)
                .check(LinearRateBookTest.class);
    }
}
