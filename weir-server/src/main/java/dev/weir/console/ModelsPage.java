package dev.weir.console;

import dev.weir.routing.Explanation;
import dev.weir.routing.LimitUse;
import dev.weir.routing.ModelOverview;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models and, beside them, where a request would go.
 *
 * @param explanation null before anything was asked, and after a problem
 * @param problem why nothing could be explained; empty if nothing was wrong
 * @param mayTry whether the person who looks may ask
 */
public record ModelsPage(
        Shell shell,
        List<ModelOverview> models,
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

    /** What is used of each limit, in words; what has no limit is left out, calls in progress are always named. */
    public static String used(LimitUse used) {
        List<String> parts = new ArrayList<>();
        add(parts, used.requests(), used.rpm(), "requests a min");
        add(parts, used.tokens(), used.tpm(), "tokens a min");
        add(parts, (long) used.inFlight(), used.concurrency(), "at once");
        return parts.isEmpty() ? used.inFlight() + " at once, no limit" : String.join(", ", parts);
    }

    private static void add(List<String> parts, @Nullable Long count, @Nullable Long limit, String what) {
        if (count != null && limit != null) {
            parts.add(Figures.count(count) + " of " + Figures.count(limit) + " " + what);
        }
    }

    /** The fullest limit as a fraction; negative without a limit. */
    public static double fullest(LimitUse used) {
        double requests = share(used.requests(), used.rpm());
        double tokens = share(used.tokens(), used.tpm());
        return Math.max(requests, Math.max(tokens, share((long) used.inFlight(), used.concurrency())));
    }

    private static double share(@Nullable Long count, @Nullable Long limit) {
        return count == null || limit == null ? -1 : Math.min(1, (double) count / limit);
    }

    /** What is known of a deployment beside its price. */
    public static String facts(ModelOverview.Entry entry) {
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

    /** What holds for the model as a whole. */
    public static String rules(ModelOverview model) {
        String regions = model.regions().isEmpty() ? "" : " · only in " + String.join(", ", model.regions());
        String ceiling = model.maxCost() == null ? "" : " · at most " + model.maxCost() + " a call";
        return model.strategy() + regions + ceiling;
    }
}
