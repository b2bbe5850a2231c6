package dev.weir.tests;

import java.util.List;
import org.junit.jupiter.api.Tag;

/** The same from providers whose dialect no caller speaks; they share the code of the others. */
@Tag("long")
class ForeignFaultsBeforeTheAnswerTest extends FaultsBeforeTheAnswerTest {
    @Override
    List<FaultCaller> callers() {
        return FaultCaller.FOREIGN;
    }
}
