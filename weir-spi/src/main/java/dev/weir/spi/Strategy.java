package dev.weir.spi;

import java.util.List;
import java.util.Map;

/**
 * Puts the deployments that could answer a call into the order in which they are tried: the first is called, the next
 * one if that fails before its answer begins. Each public model has a strategy of its own. Thread-safe, and quick: it
 * stands in the way of every call, so it neither blocks nor calls anybody.
 */
public interface Strategy {
    /**
     * Orders the candidates.
     *
     * @param candidates those that can do what the call needs and are within their limits, in the configuration's
     *     order; at least one, not to be changed
     * @return the very candidates given, none of them twice and at least one; who is left out is not called
     */
    List<Candidate> order(Call call, List<Candidate> candidates);

    /**
     * Orders the candidates and says why, which is what is called. A strategy that has reasons worth telling overrides
     * it.
     */
    default Ordering decide(Call call, List<Candidate> candidates) {
        return new Ordering(order(call, candidates), Map.of());
    }

    /**
     * An order and its reasons.
     *
     * @param order as {@link #order} gives it
     * @param reasons by name, for the trace and for explanations; numbers in decimals
     */
    record Ordering(List<Candidate> order, Map<String, String> reasons) {
        public Ordering {
            order = List.copyOf(order);
        }
    }

    /** Whether it looks at expected costs. Only then is a call's text counted in tokens for each candidate. */
    default boolean comparesCosts() {
        return false;
    }

    /**
     * Whether its deployments are replicas as good as each other, so that a model's affinity may go before its order.
     */
    default boolean allowsAffinity() {
        return false;
    }

    /**
     * What it sends to a deployment before all others, in a few words for people, such as classes of prompts; empty
     * where there is nothing to tell beside the order and the weights of the configuration.
     */
    default String preferredFor(Target target) {
        return "";
    }

    /**
     * Makes strategies of one kind; found by {@link java.util.ServiceLoader}, so that a jar on the class path with one
     * class and one service entry adds a kind.
     */
    interface Factory {
        /** The {@code strategy} in the configuration. */
        String name();

        /** A strategy for one public model. */
        Strategy create(ExtensionContext context);
    }
}
