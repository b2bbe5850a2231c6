package dev.weir.tests;

import dev.weir.simulator.Served;
import java.time.Instant;
import java.util.List;

/** What a provider has seen, by the minute. */
final class ServedMinutes {
    private ServedMinutes() {}

    /** The most calls in any 60 seconds, wherever they begin. */
    static int most(List<Served> served) {
        int most = 0;
        for (Served first : served) {
            Instant end = first.time().plusSeconds(60);
            int count = (int) served.stream()
                    .filter(each ->
                            !each.time().isBefore(first.time()) && each.time().isBefore(end))
                    .count();
            most = Math.max(most, count);
        }
        return most;
    }
}
