package dev.weir.simulator;

import java.time.Duration;
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

    /** Requests whose last message is the assistant's, which they want continued. */
    record Prefilled() implements Trigger {}

    /**
     * Times of being down and times of being up by turns, from the moment the script was set, down first. Which request
     * is struck follows from when it arrives, so it is not the same in every run.
     *
     * @param lasting after which nothing strikes any more
     */
    record Flapping(Duration down, Duration up, Duration lasting) implements Trigger {
        public Flapping {
            Checks.that(!down.isZero(), "down", down, "a duration above 0, such as \"5s\"");
            Checks.that(!lasting.isZero(), "lasting", lasting, "a duration above 0, such as \"60s\"");
        }

        boolean isDown(long nanos) {
            return nanos < lasting.toNanos() && nanos % down.plus(up).toNanos() < down.toNanos();
        }
    }
}
