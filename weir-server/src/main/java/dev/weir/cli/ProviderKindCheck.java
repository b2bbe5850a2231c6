package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import dev.weir.config.ProviderConfig;
import dev.weir.kernel.NearestName;
import dev.weir.provider.ProviderKinds;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the providers of a configuration are of kinds that are on the class path, which the file alone cannot tell. */
final class ProviderKindCheck {
    private ProviderKindCheck() {}

    /**
     * The same configuration.
     *
     * @throws ConfigException naming every unknown kind
     */
    static Loaded passed(Loaded loaded) {
        Map<String, ProviderConfig> providers = loaded.config().providers();
        if (providers.isEmpty()) {
            return loaded;
        }
        Set<String> kinds = new ProviderKinds().names();
        List<Problem> problems = providers.entrySet().stream()
                .filter(provider -> !kinds.contains(provider.getValue().kind()))
                .map(provider -> unknown(
                        loaded,
                        "providers." + provider.getKey() + ".kind",
                        provider.getValue().kind(),
                        kinds))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return loaded;
    }

    private static Problem unknown(Loaded loaded, String key, String kind, Set<String> kinds) {
        List<String> near = NearestName.among(kinds, kind, 3);
        String hint = near.isEmpty()
                ? "known kinds: " + String.join(", ", kinds)
                        + "; openai also speaks to every server that is compatible with it"
                : "did you mean '" + String.join("' or '", near) + "'?";
        return loaded.problem(key, "'" + key + "' is '" + kind + "', there is no such kind of provider", hint);
    }
}
