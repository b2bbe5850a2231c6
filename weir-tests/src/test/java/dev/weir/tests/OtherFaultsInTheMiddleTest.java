package dev.weir.tests;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The same for every other pair of a caller's dialect and a provider's. */
@Tag("long")
class OtherFaultsInTheMiddleTest extends FaultsInTheMiddleTest {
    @Override
    List<FaultCaller> callers() {
        return Stream.of(FaultCaller.values())
                .filter(caller -> !super.callers().contains(caller))
                .toList();
    }
}
