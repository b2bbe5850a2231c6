package dev.weir.simulator;

import java.util.Set;

/**
 * A fault, when it strikes, and whom.
 *
 * @param models the models it is meant for; empty means every model. A rule with models counts only their requests.
 */
public record FaultRule(Fault fault, Trigger trigger, Set<String> models) {
    public FaultRule {
        models = Set.copyOf(models);
    }

    /** A rule for every model. */
    public FaultRule(Fault fault, Trigger trigger) {
        this(fault, trigger, Set.of());
    }

    /** A rule that always strikes, whatever the model. */
    public static FaultRule always(Fault fault) {
        return new FaultRule(fault, new Trigger.Always());
    }
}
