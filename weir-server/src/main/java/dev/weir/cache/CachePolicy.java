package dev.weir.cache;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;

/**
 * Which requests for a model are answered from memory, and for how long.
 *
 * @param ttl how long an answer is kept; zero keeps none
 * @param failures how long a provider's failure is kept; zero keeps none
 * @param sampled whether requests are served whose answers are drawn at random, those with a temperature other than 0
 * @param tools whether requests are served that let the model use tools
 * @param coalesce whether the same requests in flight share one call
 * @param charge the share of an answer's cost that is charged for giving it again, from 0 to 1
 * @param routingTags names of tags that choose among deployments; other tags make no difference to an answer
 */
public record CachePolicy(
        Mode mode,
        Duration ttl,
        Duration failures,
        boolean sampled,
        boolean tools,
        boolean coalesce,
        BigDecimal charge,
        Set<String> routingTags) {
    public CachePolicy {
        routingTags = Set.copyOf(routingTags);
    }

    /** Whose word counts. */
    public enum Mode {
        /** Only requests that ask for it are served from memory. */
        OFF,
        /** Every request is that the policy allows. */
        ON,
        /** None is, whatever it asks for. */
        NEVER
    }
}
