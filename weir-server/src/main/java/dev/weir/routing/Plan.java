package dev.weir.routing;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Target;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is called for a call, in which order, and who is not and why.
 *
 * @param order those that are called, the first first; empty if nobody can be
 * @param reasons the strategy's own, by name
 * @param affinity what put the first one there; null if it was the strategy
 */
record Plan(
        Models.Model model,
        Demand demand,
        List<Deployment> order,
        List<Dropped> dropped,
        Map<String, String> reasons,
        Affinity.@Nullable Outcome affinity) {
    Plan {
        order = List.copyOf(order);
        dropped = List.copyOf(dropped);
    }

    /** A deployment that is not called, and what dropped it. */
    record Dropped(Deployment deployment, Filter filter, String why) {
        @Override
        public String toString() {
            return deployment.target().name() + " " + why;
        }
    }

    /** What {@link #order} holds. */
    List<Target> targets() {
        return order.stream().map(Deployment::target).toList();
    }

    /**
     * Makes an attempt within its deployment's limits; refused if others have meanwhile taken what was left of them.
     *
     * @param hour is told what comes of it
     */
    Answer attempt(Call attempt, LastHour hour, Stage.Next next) {
        Deployment deployment = order.stream()
                .filter(one -> one.target().equals(attempt.chosenTarget()))
                .findFirst()
                .orElseThrow();
        Optional<Load.Hold> hold = deployment.load().begin(LimitFilter.wanted(deployment, demand));
        return hold.isEmpty()
                ? refusal()
                : hold.get().around(hour, () -> next.proceed(attempt.withLenient(deployment.lenient())));
    }

    /** Whether there was a choice worth telling of. */
    boolean isChoice() {
        return order.size() + dropped.size() > 1 || !dropped.isEmpty();
    }

    /** For the trace. */
    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("strategy", model.strategyName());
        attributes.put("order", order.stream().map(one -> one.target().name()).collect(Collectors.joining(", ")));
        attributes.putAll(reasons);
        if (affinity != null) {
            attributes.put("affinity", affinity.toString());
        }
        if (!dropped.isEmpty()) {
            attributes.put("dropped", whyDropped());
        }
        return attributes;
    }

    private String whyDropped() {
        return dropped.stream().map(Dropped::toString).collect(Collectors.joining("; "));
    }

    /** The answer when nobody can be called: come back later where that helps, else what to change. */
    Refused refusal() {
        boolean limited = !order.isEmpty()
                || dropped.stream().anyMatch(one -> one.filter().name().equals(LimitFilter.NAME));
        return limited ? limited() : unfit();
    }

    private Refused limited() {
        Stream<Deployment> passedOver = dropped.stream()
                .filter(one -> one.filter().name().equals(LimitFilter.NAME))
                .map(Dropped::deployment);
        Duration wait = Stream.concat(passedOver, order.stream())
                .flatMap(one -> one.load().reached(LimitFilter.wanted(one, demand)).stream())
                .map(Load.Reached::delay)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ofSeconds(1));
        String reasons = dropped.isEmpty() ? "" : " " + whyDropped() + ".";
        return new Refused(
                ErrorCode.RATE_LIMITED,
                "Every deployment of '" + model.name() + "' that fits is at its limit." + reasons,
                null,
                "Try again in " + wait.toSeconds() + " s.",
                wait,
                null);
    }

    private Refused unfit() {
        List<@Nullable String> fields =
                dropped.stream().map(one -> one.filter().field()).distinct().toList();
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                "No deployment of '" + model.name() + "' can take this request: " + whyDropped() + ".",
                fields.size() == 1 ? fields.getFirst() : null,
                "POST /api/routes/explain tells the same for any request.");
    }
}
