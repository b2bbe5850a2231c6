package dev.weir.budget;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.state.ActionChain;

/** The same as {@link BudgetMachineTest}, at length. */
@Tag("long")
class ManyBudgetSequencesTest {
    @Property(tries = 2_000)
    void manySequencesAgreeWithAddingUpEverything(@ForAll("chains") ActionChain<BudgetWorld> chain) {
        BudgetMachineTest.follow(chain);
    }

    @Provide
    Arbitrary<ActionChain<BudgetWorld>> chains() {
        return BudgetMachineTest.sequences();
    }
}
