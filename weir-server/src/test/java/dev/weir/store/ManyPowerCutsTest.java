package dev.weir.store;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** The same as {@link PowerCutTest}, at length. */
@Tag("long")
class ManyPowerCutsTest {
    @Property(tries = 5_000)
    void whatWasSyncedIsThereAfterManyCuts(@ForAll long seed) throws Exception {
        new PowerCutTest().survive(seed);
    }
}
