package dev.weir.structured;

import dev.weir.config.SchemaValidation;
import dev.weir.spi.Target;
import java.util.Map;
import java.util.Set;

/** Whose answers are compared with their schemas, by the model's public name; changed while Weir runs. Thread-safe. */
public final class SchemaRules {
    private volatile Map<String, Rule> rules;

    public SchemaRules(Map<String, Rule> rules) {
        this.rules = Map.copyOf(rules);
    }

    /**
     * One model's rule.
     *
     * @param repair whether a request need not ask for a repair
     * @param faithful deployments that say of themselves that they keep to schemas
     */
    public record Rule(SchemaValidation validation, boolean repair, Set<Target> faithful) {
        static final Rule STANDARD = new Rule(SchemaValidation.AUTO, false, Set.of());

        public Rule {
            faithful = Set.copyOf(faithful);
        }

        boolean checks(Target target) {
            return switch (validation) {
                case ON -> true;
                case OFF -> false;
                case AUTO -> !faithful.contains(target);
            };
        }
    }

    public void change(Map<String, Rule> changed) {
        rules = Map.copyOf(changed);
    }

    Rule of(String model) {
        return rules.getOrDefault(model, Rule.STANDARD);
    }
}
