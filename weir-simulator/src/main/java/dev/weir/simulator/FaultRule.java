package dev.weir.simulator;

import java.util.Set;

/**
 * A fault, when it strikes, and whom. A rule that is not for every model counts only the requests that it is meant for.
 *
 * @param models the models it is meant for; empty means every model
 * @param except models that are spared
 */
public record FaultRule(Fault fault, Trigger trigger, Set<String> models, Set<String> except) {
    public FaultRule {
        models = Set.copyOf(models);
        except = Set.copyOf(except);
    }

    /** A rule for these models. */
    public FaultRule(Fault fault, Trigger trigger, Set<String> models) {
        this(fault, trigger, models, Set.of());
    }

    /** A rule for every model. */
    public FaultRule(Fault fault, Trigger trigger) {
        this(fault, trigger, Set.of(), Set.of());
    }

    /** A rule that always strikes, whatever the model. */
    public static FaultRule always(Fault fault) {
        return new FaultRule(fault, new Trigger.Always());
    }

    boolean isForEveryModel() {
        return models.isEmpty() && except.isEmpty();
    }

    boolean isFor(String model) {
        return (models.isEmpty() || models.contains(model)) && !except.contains(model);
    }
}
