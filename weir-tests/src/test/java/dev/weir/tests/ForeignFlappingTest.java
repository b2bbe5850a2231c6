package dev.weir.tests;

import java.util.List;
import org.junit.jupiter.api.Tag;

/** The same with providers whose dialect no caller speaks; they share the code of the others. */
@Tag("long")
class ForeignFlappingTest extends FlappingTest {
    @Override
    List<FaultCaller> callers() {
        return FaultCaller.FOREIGN;
    }
}
