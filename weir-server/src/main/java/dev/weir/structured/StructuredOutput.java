package dev.weir.structured;

import dev.weir.pipeline.Stage;
import java.util.Map;

/** Wires the room. */
public final class StructuredOutput {
    private final SchemaRules rules;

    public StructuredOutput(Map<String, SchemaRules.Rule> rules) {
        this.rules = new SchemaRules(rules);
    }

    /** Other rules from now on. Calls in progress end as they began. */
    public void change(Map<String, SchemaRules.Rule> changed) {
        rules.change(changed);
    }

    /** Stands before routing. */
    public Stage stage() {
        return new StructuredStage(rules);
    }
}
