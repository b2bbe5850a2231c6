package dev.weir.limits;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.state.ActionChain;

/** The same as {@link RateMachineTest}, at length. */
@Tag("long")
class ManyRateSequencesTest {
    @Property(tries = 2_000)
    void manySequencesAgreeWithAddingUpEverything(@ForAll("chains") ActionChain<RateWorld> chain) {
        RateMachineTest.follow(chain);
    }

    @Provide
    Arbitrary<ActionChain<RateWorld>> chains() {
        return RateMachineTest.sequences();
    }
}
