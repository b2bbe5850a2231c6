package dev.weir.config;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Doc("Which class of prompt goes to which deployment, where the strategy is `classifier`.")
public record ClassifierConfig(
        @Doc("The classifier: `prompts` comes with Weir, others are trained by `./weir models train`.")
        @Default("prompts")
        String name,

        @Doc("A deployment, `provider/model` or its model's name, for each class: a kind such as `code`, a complexity"
                + " such as `high`, or both as `code/high`. The narrowest that fits is taken, a kind before a"
                + " complexity.")
        Map<String, String> classes,

        @Doc("How probable a class must be, 0 to 1, for its deployment to be preferred.")
        @Default("0.5")
        @Range(min = 0, max = 1)
        BigDecimal minProbability,

        @Doc("The deployment for all other prompts; absent: the first one.") @Nullable
        String otherwise) {
    public ClassifierConfig {
        classes = Map.copyOf(classes);
    }
}
