package dev.weir.simulator;

import java.util.Set;

/** When a fault strikes. Requests are counted from 1, from the moment the script was set. */
public sealed interface Trigger {

    /** Every request. */
    record Always() implements Trigger {}

    /** Exactly these requests. */
    record At(Set<Long> requests) implements Trigger {
        public At {
            Checks.that(
                    !requests.isEmpty() && requests.stream().allMatch(n -> n >= 1),
                    "at",
                    requests,
                    "request numbers from 1 on, such as [1, 2]");
            requests = Set.copyOf(requests);
        }
    }

    /** Every k-th request. */
    record Every(long k) implements Trigger {
        public Every {
            Checks.that(k >= 1, "every", k, "a whole number of 1 or more");
        }
    }

    /** A share of the requests, drawn from the script's seed and the request's ordinal. */
    record Chance(double probability) implements Trigger {
        public Chance {
            Checks.that(probability >= 0 && probability <= 1, "probability", probability, "a number from 0 to 1");
        }
    }
}
