package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import dev.weir.config.ProviderConfig;
import dev.weir.kernel.NearestName;
import dev.weir.provider.ProviderKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the providers of a configuration are of kinds that are on the class path, which the file alone cannot tell. */
final class ProviderKindCheck {
    private ProviderKindCheck() {}

    /**
     * The same configuration.
     *
     * @throws ConfigException naming every unknown kind, and what a kind misses
     */
    static Loaded passed(Loaded loaded) {
        Map<String, ProviderConfig> providers = loaded.config().providers();
        if (providers.isEmpty()) {
            return loaded;
        }
        ProviderKinds kinds = new ProviderKinds();
        List<Problem> problems = new ArrayList<>();
        providers.forEach((name, provider) -> problems.addAll(problems(loaded, name, provider, kinds)));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return loaded;
    }

    private static List<Problem> problems(Loaded loaded, String name, ProviderConfig provider, ProviderKinds kinds) {
        String entry = "providers." + name;
        if (!kinds.names().contains(provider.kind())) {
            return List.of(unknown(loaded, entry + ".kind", provider.kind(), kinds.names()));
        }
        return kinds.faults(provider.kind(), ProviderKinds.settings(name, provider)).stream()
                .map(fault -> {
                    String key = entry + "." + fault.key();
                    return loaded.problem(key, "'" + key + "' " + fault.what(), fault.hint());
                })
                .toList();
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
