package dev.weir.routing;

import dev.weir.telemetry.Metrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The figures of configured deployments, which come and go with them. */
final class DeploymentGauges {
    private final Metrics metrics;
    private final Deployments health;
    private final Map<Figure, Runnable> shown = new HashMap<>();
    private volatile Map<Place, Of> current = Map.of();

    DeploymentGauges(Metrics metrics, Deployments health) {
        this.metrics = metrics;
        this.health = health;
    }

    private record Place(String model, String deployment) {}

    private record Of(Models.Model model, Deployment deployment) {}

    private record Figure(String name, Place place, String limit) {
        Map<String, String> labels() {
            Map<String, String> labels = new HashMap<>(Map.of("model", place.model, "deployment", place.deployment));
            if (!limit.isEmpty()) {
                labels.put("limit", limit);
            }
            return labels;
        }
    }

    private record Shown(String description, ToDoubleFunction<Of> value) {}

    /** Shows the figures of these models' deployments and of no others. */
    synchronized void show(Collection<Models.Model> models) {
        Map<Place, Of> places = new HashMap<>();
        models.forEach(model -> model.deployments()
                .forEach(one -> places.put(new Place(model.name(), one.target().name()), new Of(model, one))));
        current = Map.copyOf(places);
        Map<Figure, Shown> wanted = new HashMap<>();
        places.forEach((place, of) -> add(place, of.deployment(), wanted));
        shown.entrySet().removeIf(entry -> {
            boolean gone = !wanted.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().run();
            }
            return gone;
        });
        wanted.forEach((figure, what) -> shown.computeIfAbsent(
                figure,
                made -> metrics.passing(
                        made.name(),
                        what.description(),
                        made.labels(),
                        this,
                        gauges -> gauges.value(made.place(), what.value()))));
    }

    private double value(Place place, ToDoubleFunction<Of> figure) {
        Of of = current.get(place);
        return of == null ? Double.NaN : figure.applyAsDouble(of);
    }

    private void add(Place place, Deployment one, Map<Figure, Shown> wanted) {
        wanted.put(
                new Figure("weir.breaker.state", place, ""),
                new Shown(
                        "A deployment's breaker: 0 closed, 1 half open, 2 open",
                        of -> health.health(of.model(), of.deployment().target())
                                .state()
                                .ordinal()));
        wanted.put(
                new Figure("weir.deployment.in.flight", place, ""),
                new Shown("A deployment's calls in progress", of -> used(of).inFlight()));
        Limits limits = one.limits();
        limit(
                place,
                "rpm",
                limits.rpm() != null,
                wanted,
                of -> number(of.deployment().limits().rpm()),
                of -> number(used(of).requests()));
        limit(
                place,
                "tpm",
                limits.tpm() != null,
                wanted,
                of -> number(of.deployment().limits().tpm()),
                of -> number(used(of).tokens()));
        limit(
                place,
                "concurrency",
                limits.concurrency() != null,
                wanted,
                of -> number(of.deployment().limits().concurrency()),
                of -> used(of).inFlight());
    }

    private static void limit(
            Place place,
            String name,
            boolean isSet,
            Map<Figure, Shown> wanted,
            ToDoubleFunction<Of> most,
            ToDoubleFunction<Of> used) {
        if (isSet) {
            wanted.put(
                    new Figure("weir.deployment.limit", place, name),
                    new Shown("A deployment's limits: requests and tokens a minute, calls at a time", most));
            wanted.put(
                    new Figure("weir.deployment.limit.used", place, name),
                    new Shown("What is used of a deployment's limits", used));
        }
    }

    private static Load.Used used(Of of) {
        return of.deployment().load().used();
    }

    private static double number(@Nullable Long number) {
        return number == null ? Double.NaN : number;
    }
}
