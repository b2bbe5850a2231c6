package dev.weir.budget;

import static dev.weir.budget.BudgetModel.CENT;

import dev.weir.machine.Step;
import dev.weir.machine.Wish;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Budgets of every scope at once, through any sequence of reservations, settlements, refunds, replays, clock moves and
 * kills, against a model that adds up everything. The real journal, ledger and tables take part.
 */
class BudgetMachineTest {
    @Property(tries = 12)
    void anySequenceAgreesWithAddingUpEverything(@ForAll("chains") ActionChain<BudgetWorld> chain) {
        follow(chain);
    }

    static void follow(ActionChain<BudgetWorld> chain) {
        try {
            chain.withInvariant(BudgetWorld::check).run();
        } finally {
            chain.finalState().ifPresent(BudgetWorld::close);
        }
    }

    @Provide
    Arbitrary<ActionChain<BudgetWorld>> chains() {
        return sequences();
    }

    static Arbitrary<ActionChain<BudgetWorld>> sequences() {
        return ActionChain.startWith(BudgetWorld::fresh)
                .withAction(12, reserve())
                .withAction(8, settle())
                .withAction(2, replay())
                .withAction(2, forward())
                .withAction(1, back())
                .withAction(2, Step.one("kill", BudgetWorld::kill))
                .withMaxTransformations(60);
    }

    private static Step<BudgetWorld> reserve() {
        return Step.any(
                Wish.upTo(15 * CENT).map(wish -> Transformer.mutate("reserve " + wish, world -> world.reserve(wish))));
    }

    private static Step<BudgetWorld> settle() {
        return new Step<>(
                BudgetWorld::isOpen,
                Combinators.combine(
                                Arbitraries.integers().between(0, 1_000),
                                Arbitraries.integers().between(0, 100))
                        .as((which, percent) -> Transformer.mutate(
                                "settle " + which + " at " + percent + " %", world -> world.settle(which, percent))));
    }

    private static Step<BudgetWorld> replay() {
        return new Step<>(
                BudgetWorld::hasClosed,
                Arbitraries.integers()
                        .between(0, 1_000)
                        .map(which -> Transformer.mutate("replay " + which, world -> world.replay(which))));
    }

    private static Step<BudgetWorld> forward() {
        return Step.any(Arbitraries.integers()
                .between(1, 60 * 60 * 30)
                .map(seconds -> Transformer.mutate("forward " + seconds, world -> world.forward(seconds))));
    }

    private static Step<BudgetWorld> back() {
        return Step.any(Arbitraries.integers()
                .between(1, 3_600)
                .map(seconds -> Transformer.mutate("back " + seconds, world -> world.back(seconds))));
    }
}
