package dev.weir.config;

import dev.weir.kernel.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Whether what names something else in a configuration finds it there. */
public final class ConfigRules {
    private static final String BUILT_IN = "weir";

    private final WeirConfig config;
    private final Function<String, Origin> origins;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigRules(WeirConfig config, Function<String, Origin> origins) {
        this.config = config;
        this.origins = origins;
    }

    /**
     * Every name that leads nowhere, in the order of their paths.
     *
     * @param origins where a key was written
     */
    public static List<Problem> broken(WeirConfig config, Function<String, Origin> origins) {
        ConfigRules rules = new ConfigRules(config, origins);
        new TreeMap<>(config.models()).forEach(rules::model);
        new TreeMap<>(config.aliases()).forEach(rules::alias);
        return List.copyOf(rules.problems);
    }

    private void model(String name, ModelConfig model) {
        for (int i = 0; i < model.deployments().size(); i++) {
            String provider = model.deployments().get(i).provider();
            if (!isProvider(provider)) {
                String path = "models." + name + ".deployments[" + i + "].provider";
                report(path, "names '" + provider + "', which is not under providers", near(provider, providers()));
            }
        }
    }

    private void alias(String name, String model) {
        String path = "aliases." + name;
        if (config.models().containsKey(name)) {
            report(path, "has the name of a model", "a name is a model or an alias; call one of them otherwise");
        } else if (config.aliases().containsKey(model)) {
            report(path, "is an alias of '" + model + "', which is an alias itself", "name the model");
        } else if (!isModel(model)) {
            report(path, "names '" + model + "', which is not under models", near(model, config.models()));
        }
    }

    /** Where no model is configured, every one that a provider lists has its plain name. */
    private boolean isModel(String name) {
        int slash = name.indexOf('/');
        boolean qualified = slash > 0 && slash < name.length() - 1 && isProvider(name.substring(0, slash));
        return config.models().containsKey(name) || qualified || config.models().isEmpty();
    }

    private boolean isProvider(String name) {
        return name.equals(BUILT_IN) || config.providers().containsKey(name);
    }

    private Map<String, ProviderConfig> providers() {
        return config.providers();
    }

    private static String near(String name, Map<String, ?> known) {
        Set<String> names = new TreeSet<>(known.keySet());
        return NearestName.to(name, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(names.isEmpty() ? "there is none" : "there is " + String.join(", ", names));
    }

    private void report(String path, String what, String hint) {
        problems.add(new Problem(origins.apply(path), path, "'" + path + "' " + what, hint));
    }
}
