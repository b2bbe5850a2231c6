package dev.weir.routing;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Target;
import java.util.Optional;

/** Chooses the deployment, and the next one if that fails before its answer begins. */
final class RoutingStage implements Stage {
    private final Models models;
    private final Planner planner;

    RoutingStage(Models models, Planner planner) {
        this.models = models;
        this.planner = planner;
    }

    @Override
    public Answer handle(Call call, Next next) {
        Optional<Models.Model> model = models.find(call.operation().model());
        if (model.isEmpty()) {
            return models.unknown(call.operation().model());
        }
        Plan plan = planned(call, model.get());
        return plan.order().isEmpty() ? plan.refusal() : inOrder(plan, call, next);
    }

    private Plan planned(Call call, Models.Model model) {
        long start = call.recording().elapsedNanos();
        Plan plan = planner.plan(call, model);
        if (plan.isChoice()) {
            call.recording().span("routing", start, plan.attributes());
        }
        return plan;
    }

    /**
     * The next deployment is tried when the last one's failure is one that another may not share, or when others have
     * meanwhile taken what was left of its limits.
     */
    private static Answer inOrder(Plan plan, Call call, Next next) {
        Answer last = null;
        for (Deployment deployment : plan.order()) {
            Optional<Load.Hold> hold = plan.begin(deployment);
            if (hold.isEmpty()) {
                continue;
            }
            Target target = deployment.target();
            call.recording().routed(target);
            Call attempt = call.withTarget(target, plan.model().timeouts());
            last = hold.get().around(() -> next.proceed(attempt));
            boolean another = last instanceof Refused refused && refused.retryable();
            if (!another || call.cancellation().isCancelled()) {
                return last;
            }
        }
        return last == null ? plan.refusal() : last;
    }
}
