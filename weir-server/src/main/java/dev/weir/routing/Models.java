package dev.weir.routing;

import dev.weir.kernel.NearestName;
import dev.weir.provider.Providers;
import dev.weir.spi.Outbound;
import dev.weir.spi.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The models that callers can name: those of the configuration, the built-in ones, and, when the configuration names
 * none, every model that a provider lists. {@code provider/model} always works, listed or not. Thread-safe.
 */
public final class Models {
    private final Providers providers;
    private final Map<String, Model> configured;
    private final boolean listEverything;

    /**
     * @param configured by public name
     * @param listEverything whether the models that providers list are public, too
     */
    public Models(Providers providers, Map<String, Model> configured, boolean listEverything) {
        this.providers = providers;
        this.configured = Map.copyOf(configured);
        this.listEverything = listEverything;
    }

    /**
     * A public name and who serves it.
     *
     * @param deployments in order of preference, at least one
     * @param lenient those of them that may be sent a request without what they cannot express
     */
    public record Model(String name, List<Target> deployments, Set<Target> lenient, Outbound.Timeouts timeouts) {
        public Model {
            deployments = List.copyOf(deployments);
            lenient = Set.copyOf(lenient);
        }

        static Model of(String name, Target target) {
            return new Model(name, List.of(target), Set.of(), Outbound.Timeouts.DEFAULT);
        }

        public Target first() {
            return deployments.getFirst();
        }
    }

    /** Where a call for this model goes. */
    public Optional<Model> find(String name) {
        Model model = configured.get(name);
        return model != null
                ? Optional.of(model)
                : qualified(name)
                        .or(() -> listed().stream()
                                .filter(listed -> listed.name().equals(name))
                                .findFirst());
    }

    private Optional<Model> qualified(String name) {
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            return Optional.empty();
        }
        String provider = name.substring(0, slash);
        String model = name.substring(slash + 1);
        return offers(provider, model) ? Optional.of(Model.of(name, new Target(provider, model))) : Optional.empty();
    }

    private boolean offers(String provider, String model) {
        return providers.names().contains(provider)
                && (!provider.equals("weir") || providers.get(provider).models().contains(model));
    }

    /** All public names, sorted. */
    public List<Model> list() {
        Map<String, Model> all = new TreeMap<>();
        listed().forEach(model -> all.put(model.name(), model));
        all.putAll(configured);
        return List.copyOf(all.values());
    }

    private List<Model> listed() {
        List<Model> models = new ArrayList<>();
        for (String provider : providers.names()) {
            boolean builtIn = provider.equals("weir");
            if (builtIn || listEverything) {
                for (String model : providers.get(provider).models()) {
                    models.add(Model.of(builtIn ? "weir/" + model : model, new Target(provider, model)));
                }
            }
        }
        return models;
    }

    /** Names that a caller who wrote {@code name} may have meant. */
    public List<String> near(String name) {
        return NearestName.among(list().stream().map(Model::name).toList(), name, 3);
    }
}
