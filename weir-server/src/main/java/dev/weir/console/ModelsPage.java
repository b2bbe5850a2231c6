package dev.weir.console;

import dev.weir.routing.Explanation;
import dev.weir.routing.ModelOverview;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The models, how their deployments are, and where a request would go.
 *
 * @param charts those models that have more than one deployment
 * @param chosen the deployment that is shown in full; null if there is none at all
 * @param self the address of what is shown
 * @param explanation null before anything was asked, and after a problem
 * @param problem why nothing could be explained; empty if nothing was wrong
 * @param mayTry whether the person who looks may ask
 */
public record ModelsPage(
        Shell shell,
        List<ModelOverview> models,
        List<RouteChart> charts,
        List<DeploymentRow> rows,
        @Nullable DeploymentRow chosen,
        String self,
        DryRun wanted,
        @Nullable Explanation explanation,
        String problem,
        boolean mayTry) {

    /** A model to try from a shell: the one that was asked about if there is one, else the first. */
    public String example() {
        List<String> names = models.stream().map(ModelOverview::name).toList();
        if (names.contains(wanted.model())) {
            return wanted.model();
        }
        return names.isEmpty() ? "MODEL" : names.getFirst();
    }

    public long breakers(String state) {
        return rows.stream().filter(row -> row.view().breaker().equals(state)).count();
    }

    /** When breakers open, if it is the same for all that have one. */
    public String breakerRule() {
        List<ModelOverview.Trip> trips = models.stream()
                .map(model -> model.faults().breaker())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (trips.size() != 1) {
            return "";
        }
        ModelOverview.Trip trip = trips.getFirst();
        return " A breaker opens after " + trip.failures() + " failures in " + trip.windowMs() / 1000
                + " s and lets a call try after " + trip.probeAfterMs() / 1000 + " s.";
    }

    /** The last hour of the chosen deployment, which there must be. */
    public HourChart hour() {
        return HourChart.of(Objects.requireNonNull(chosen));
    }

    /** What is known of a deployment beside its price. */
    static String facts(ModelOverview.Entry entry) {
        List<String> facts = new ArrayList<>();
        if (!entry.regions().isEmpty()) {
            facts.add(String.join(", ", entry.regions()));
        }
        if (entry.context() != null) {
            facts.add(Figures.count(entry.context()) + " tokens");
        }
        facts.addAll(entry.capabilities());
        entry.tags().forEach((name, value) -> facts.add(name + ": " + value));
        return String.join(" · ", facts);
    }

    /** Which one it is in its model. */
    static String place(ModelOverview model, int index) {
        ModelOverview.Entry entry = model.deployments().get(index);
        if (model.deployments().size() == 1) {
            return model.name();
        }
        return model.name()
                + switch (model.strategy()) {
                    case "fallback", "cascade" -> ", " + RouteChart.ordinal(index);
                    case "weighted" -> ", weight " + Figures.count(entry.weight());
                    default -> entry.preferredFor().isEmpty() ? "" : ", for " + entry.preferredFor();
                };
    }

    /** What decided the order, in words. */
    public static String reasons(Explanation explanation) {
        return explanation.reasons().entrySet().stream()
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .collect(Collectors.joining(", "));
    }
}
