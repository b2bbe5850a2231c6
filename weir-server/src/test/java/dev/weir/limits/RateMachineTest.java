package dev.weir.limits;

import static dev.weir.limits.RateWorld.BERLIN;
import static dev.weir.limits.RateWorld.KATHMANDU;

import dev.weir.machine.Limited;
import dev.weir.machine.Step;
import dev.weir.machine.Wish;
import dev.weir.tenancy.CallLimits;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Rates of every scope at once, through any sequence of calls, settlements, foretold answers, clock moves, other limits,
 * restarts and kills, against a model that adds up everything. The real journal, ledger and tables take part, and every
 * call comes in by the gate.
 */
class RateMachineTest {
    @Property(tries = 18)
    void anySequenceAgreesWithAddingUpEverything(@ForAll("chains") ActionChain<RateWorld> chain) {
        follow(chain);
    }

    static void follow(ActionChain<RateWorld> chain) {
        try {
            chain.withInvariant(RateWorld::check).run();
        } finally {
            chain.finalState().ifPresent(RateWorld::close);
        }
    }

    @Provide
    Arbitrary<ActionChain<RateWorld>> chains() {
        return sequences();
    }

    static Arbitrary<ActionChain<RateWorld>> sequences() {
        return ActionChain.startWith(RateWorld::fresh)
                .withAction(16, begin())
                .withAction(7, end())
                .withAction(2, answered())
                .withAction(2, foretold())
                .withAction(3, forward())
                .withAction(1, midnight())
                .withAction(1, back())
                .withAction(2, limits())
                .withAction(1, Step.one("restart", RateWorld::restart))
                .withAction(1, kill())
                .withMaxTransformations(70);
    }

    private static Step<RateWorld> begin() {
        return Step.any(Wish.upTo(400).map(wish -> Transformer.mutate("begin " + wish, world -> world.begin(wish))));
    }

    private static Step<RateWorld> end() {
        return over("end", RateWorld::end);
    }

    private static Step<RateWorld> answered() {
        return over("answered", RateWorld::answered);
    }

    private interface Over {
        void in(RateWorld world, int which, int percent);
    }

    /** One of those that are open is, with nothing to half as much again as was taken. */
    private static Step<RateWorld> over(String what, Over over) {
        return new Step<>(
                RateWorld::isOpen,
                Combinators.combine(
                                Arbitraries.integers().between(0, 1_000),
                                Arbitraries.integers().between(0, 150))
                        .as((which, percent) -> Transformer.mutate(
                                what + " " + which + " with " + percent + " %",
                                world -> over.in(world, which, percent))));
    }

    private static Step<RateWorld> foretold() {
        return Step.any(
                Wish.upTo(300).map(wish -> Transformer.mutate("foretold " + wish, world -> world.foretold(wish))));
    }

    private static Step<RateWorld> forward() {
        return Step.any(Arbitraries.oneOf(
                        Arbitraries.integers().between(1, 75),
                        Arbitraries.integers().between(1, 30 * 3_600))
                .map(seconds -> Transformer.mutate("forward " + seconds, world -> world.forward(seconds))));
    }

    private static Step<RateWorld> midnight() {
        return Step.any(Combinators.combine(
                        Arbitraries.of(BERLIN, KATHMANDU, CallLimits.UTC),
                        Arbitraries.integers().between(-1, 1))
                .as((zone, seconds) -> Transformer.mutate(
                        "midnight of " + zone + " and " + seconds, world -> world.midnight(zone, seconds))));
    }

    private static Step<RateWorld> back() {
        return Step.any(Arbitraries.integers()
                .between(1, RateWorld.FURTHEST_BACK)
                .map(seconds -> Transformer.mutate("back " + seconds, world -> world.back(seconds))));
    }

    private static Step<RateWorld> limits() {
        Arbitrary<CallLimits> other = Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.longs().between(2, 30),
                        Arbitraries.longs().between(100, 2_000),
                        Arbitraries.longs().between(200, 6_000),
                        Arbitraries.of(BERLIN, KATHMANDU, CallLimits.UTC))
                .as(RateWorld::limits);
        return Step.any(Combinators.combine(
                        Arbitraries.of(Limited.values()),
                        Arbitraries.frequencyOf(Tuple.of(5, other), Tuple.of(1, Arbitraries.just(CallLimits.NONE))))
                .as((whose, limits) ->
                        Transformer.mutate("limit " + whose + " to " + limits, world -> world.change(whose, limits))));
    }

    private static Step<RateWorld> kill() {
        return Step.any(Arbitraries.of(true, false)
                .map(behind ->
                        Transformer.mutate(behind ? "kill with tables behind" : "kill", world -> world.kill(behind))));
    }
}
