package dev.weir.live;

import dev.weir.config.BatchesBy;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigRules;
import dev.weir.config.DeploymentConfig;
import dev.weir.config.Loaded;
import dev.weir.config.Origin;
import dev.weir.config.Problem;
import dev.weir.config.ProviderConfig;
import dev.weir.config.WeirConfig;
import dev.weir.kernel.NearestName;
import dev.weir.provider.ProviderKinds;
import dev.weir.routing.Scorers;
import dev.weir.routing.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What only a whole configuration can be asked, and only where the extensions are: whether names lead somewhere, whether
 * there are such kinds of providers, such strategies and such scorers, whether a kind can work with its options, and
 * whether it has batches of its own where they are asked for.
 */
public final class ConfigChecks {
    private final WeirConfig config;
    private final Function<String, Origin> origins;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigChecks(WeirConfig config, Function<String, Origin> origins) {
        this.config = config;
        this.origins = origins;
    }

    /**
     * The same configuration.
     *
     * @throws ConfigException with everything that is wrong
     */
    public static Loaded passed(Loaded loaded) {
        List<Problem> problems = problems(loaded.config(), loaded::origin);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return loaded;
    }

    static List<Problem> problems(WeirConfig config, Function<String, Origin> origins) {
        ConfigChecks checks = new ConfigChecks(config, origins);
        checks.problems.addAll(ConfigRules.broken(config, origins));
        if (!config.providers().isEmpty()) {
            ProviderKinds kinds = new ProviderKinds();
            new TreeMap<>(config.providers()).forEach((name, provider) -> checks.provider(name, provider, kinds));
        }
        if (!config.models().isEmpty()) {
            checks.models();
        }
        return List.copyOf(checks.problems);
    }

    private void provider(String name, ProviderConfig provider, ProviderKinds kinds) {
        String entry = "providers." + name;
        if (!kinds.names().contains(provider.kind())) {
            unknown(
                    entry + ".kind",
                    provider.kind(),
                    "there is no such kind of provider",
                    kinds.names(),
                    "; openai also speaks to every server that is compatible with it");
            return;
        }
        kinds.faults(provider.kind(), ProviderKinds.settings(name, provider)).forEach(fault -> {
            String path = entry + "." + fault.key();
            report(path, "'" + path + "' " + fault.what(), fault.hint());
        });
    }

    private void models() {
        Set<String> strategies = new Strategies().names();
        Set<String> scorers = Scorers.known();
        Set<String> withBatches = new ProviderKinds().withBatches();
        new TreeMap<>(config.models()).forEach((name, model) -> {
            String entry = "models." + name;
            if (!strategies.contains(model.strategy())) {
                unknown(entry + ".strategy", model.strategy(), "there is no such strategy", strategies, "");
            }
            new TreeMap<>(model.cascade().scorers())
                    .keySet().stream()
                            .filter(scorer -> !scorers.contains(scorer))
                            .forEach(scorer -> scorer(entry + ".cascade.scorers." + scorer, scorer, scorers));
            for (int i = 0; i < model.deployments().size(); i++) {
                batches(
                        entry + ".deployments[" + i + "].batches",
                        model.deployments().get(i),
                        withBatches);
            }
        });
    }

    private void scorer(String path, String name, Set<String> known) {
        report(path, "'" + path + "' names no scorer that there is", near(name, known, ""));
    }

    private void batches(String path, DeploymentConfig deployment, Set<String> kinds) {
        ProviderConfig provider = config.providers().get(deployment.provider());
        if (deployment.batches() == BatchesBy.PROVIDER && (provider == null || !kinds.contains(provider.kind()))) {
            report(
                    path,
                    "'" + path + "' is 'provider', and '" + deployment.provider()
                            + "' works off no batches that Weir knows",
                    "write weir, or name a provider of kind " + String.join(" or ", kinds));
        }
    }

    private void unknown(String path, String word, String what, Set<String> known, String more) {
        report(path, "'" + path + "' is '" + word + "', " + what, near(word, known, more));
    }

    private static String near(String word, Set<String> known, String more) {
        List<String> near = NearestName.among(known, word, 3);
        return near.isEmpty()
                ? "known: " + String.join(", ", known) + more
                : "did you mean '" + String.join("' or '", near) + "'?";
    }

    private void report(String path, String what, String hint) {
        problems.add(new Problem(origins.apply(path), path, what, hint));
    }
}
