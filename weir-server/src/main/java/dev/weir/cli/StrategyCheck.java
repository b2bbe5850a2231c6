package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import dev.weir.kernel.NearestName;
import dev.weir.routing.Strategies;
import java.util.List;
import java.util.Set;

/** Whether the strategies of a configuration are on the class path, which the file alone cannot tell. */
final class StrategyCheck {
    private StrategyCheck() {}

    /**
     * The same configuration.
     *
     * @throws ConfigException naming every unknown strategy
     */
    static Loaded passed(Loaded loaded) {
        if (loaded.config().models().isEmpty()) {
            return loaded;
        }
        Set<String> names = new Strategies().names();
        List<Problem> problems = loaded.config().models().entrySet().stream()
                .filter(model -> !names.contains(model.getValue().strategy()))
                .map(model -> unknown(
                        loaded,
                        "models." + model.getKey() + ".strategy",
                        model.getValue().strategy(),
                        names))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return loaded;
    }

    private static Problem unknown(Loaded loaded, String key, String name, Set<String> names) {
        List<String> near = NearestName.among(names, name, 3);
        String hint = near.isEmpty()
                ? "known strategies: " + String.join(", ", names)
                : "did you mean '" + String.join("' or '", near) + "'?";
        return loaded.problem(key, "'" + key + "' is '" + name + "', there is no such strategy", hint);
    }
}
