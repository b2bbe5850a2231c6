package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.kernel.NearestName;
import dev.weir.pipeline.Foretold;
import dev.weir.provider.Providers;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Money;
import dev.weir.spi.Outbound;
import dev.weir.spi.Strategy;
import dev.weir.spi.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models that callers can name: those of the configuration, the built-in ones, and, when the configuration names
 * none, every model that a provider lists. {@code provider/model} always works, listed or not. Thread-safe.
 */
public final class Models {
    private final Providers providers;
    private final Clock clock;
    private volatile Offer offer;
    private volatile Substitute substitute = (call, model) -> model;

    /**
     * @param configured by public name
     * @param listEverything whether the models that providers list are public, too
     */
    public Models(Providers providers, Map<String, Model> configured, boolean listEverything, Clock clock) {
        this.providers = providers;
        this.clock = clock;
        this.offer = new Offer(configured, listEverything);
    }

    /** What the configuration says, read at once so that a call never sees half of a change. */
    private record Offer(Map<String, Model> configured, boolean listEverything) {
        Offer {
            configured = Map.copyOf(configured);
        }
    }

    /** Says which model serves a call that names one: the same, or a copy of it. Asked for every call; thread-safe. */
    public interface Substitute {
        Model of(Call call, Model model);
    }

    /** Lets calls be served by copies of the models that they name. */
    public void substitute(Substitute changed) {
        substitute = changed;
    }

    /** Offers other models from now on. Calls in progress end as they began. */
    void replace(Map<String, Model> configured, boolean listEverything) {
        offer = new Offer(configured, listEverything);
    }

    /**
     * A public name and who serves it.
     *
     * @param deployments in order of preference, at least one
     * @param strategyName what the configuration calls the strategy
     * @param regions where its calls may be processed; anywhere if empty
     * @param maxCost the most that a call may be expected to cost; any amount if null
     * @param faults what to do when a deployment fails
     * @param affinity what sends requests to the same deployment; null for nothing
     * @param cascade when an answer is good enough; null passes every answer on
     */
    public record Model(
            String name,
            List<Deployment> deployments,
            Outbound.Timeouts timeouts,
            String strategyName,
            Strategy strategy,
            List<String> regions,
            @Nullable Money maxCost,
            FaultPolicy faults,
            @Nullable Affinity affinity,
            @Nullable CascadePolicy cascade) {
        public Model {
            deployments = List.copyOf(deployments);
            regions = List.copyOf(regions);
            if (affinity != null && !strategy.allowsAffinity()) {
                throw new IllegalArgumentException(
                        "model '" + name + "' has an affinity, and its strategy '" + strategyName + "' allows none");
            }
        }

        public Target first() {
            return deployments.getFirst().target();
        }

        /**
         * The same deployments in the same order, with limits and health that no other model's calls count in.
         *
         * @param apart a name that no other model has
         */
        public Model apart(String apart, Outbound.Timeouts changed, Clock clock) {
            return new Model(
                    apart,
                    deployments.stream().map(one -> one.apart(clock)).toList(),
                    changed,
                    FallbackStrategy.NAME,
                    new FallbackStrategy(),
                    regions,
                    maxCost,
                    faults,
                    null,
                    null);
        }

        /** Whether a request's tag of this name chooses among the deployments. */
        boolean hasTag(String tag) {
            return deployments.stream().anyMatch(deployment -> deployment.tags().containsKey(tag));
        }
    }

    private Model of(String name, Target target) {
        Deployment only = Deployment.of(target, new Load(Limits.NONE, clock));
        return new Model(
                name,
                List.of(only),
                Outbound.Timeouts.DEFAULT,
                FallbackStrategy.NAME,
                new FallbackStrategy(),
                List.of(),
                null,
                FaultPolicy.NONE,
                null,
                null);
    }

    /** Where a call for this model goes. */
    public Optional<Model> find(String name) {
        Model model = offer.configured().get(name);
        return model != null
                ? Optional.of(model)
                : qualified(name)
                        .or(() -> listed().stream()
                                .filter(listed -> listed.name().equals(name))
                                .findFirst());
    }

    /** What serves a call. */
    Optional<Model> find(Call call) {
        if (Foretold.NOW.isBound()) {
            return Optional.of(of(call.operation().model(), Foretold.NOW.get().target()));
        }
        return find(call.operation().model()).map(model -> substitute.of(call, model));
    }

    private Optional<Model> qualified(String name) {
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            return Optional.empty();
        }
        String provider = name.substring(0, slash);
        String model = name.substring(slash + 1);
        return offers(provider, model) ? Optional.of(of(name, new Target(provider, model))) : Optional.empty();
    }

    private boolean offers(String provider, String model) {
        return providers.names().contains(provider)
                && (!provider.equals("weir") || providers.get(provider).models().contains(model));
    }

    /** All public names, sorted. */
    public List<Model> list() {
        Map<String, Model> all = new TreeMap<>();
        listed().forEach(model -> all.put(model.name(), model));
        all.putAll(offer.configured());
        return List.copyOf(all.values());
    }

    /** Those that the configuration names, sorted. */
    List<Model> configured() {
        return List.copyOf(new TreeMap<>(offer.configured()).values());
    }

    private List<Model> listed() {
        List<Model> models = new ArrayList<>();
        for (String provider : providers.names()) {
            boolean builtIn = provider.equals("weir");
            if (builtIn || offer.listEverything()) {
                for (String model : providers.get(provider).models()) {
                    models.add(of(builtIn ? "weir/" + model : model, new Target(provider, model)));
                }
            }
        }
        return models;
    }

    /** Names that a caller who wrote {@code name} may have meant. */
    public List<String> near(String name) {
        return NearestName.among(list().stream().map(Model::name).toList(), name, 3);
    }

    /** The refusal of a call for a model that is not there. */
    Refused unknown(String name) {
        List<String> near = near(name);
        String hint = near.isEmpty()
                ? "GET /v1/models lists what there is."
                : "Did you mean " + String.join(" or ", near) + "?";
        return Refused.of(ErrorCode.MODEL_NOT_FOUND, "There is no model '" + name + "'.", "model", hint);
    }
}
