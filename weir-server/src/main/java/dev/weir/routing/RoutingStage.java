package dev.weir.routing;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import java.util.Optional;

/** Finds the model, plans which of its deployments to ask in what order, and has them asked. */
final class RoutingStage implements Stage {
    private final Models models;
    private final Planner planner;
    private final Attempts attempts;

    RoutingStage(Models models, Planner planner, Attempts attempts) {
        this.models = models;
        this.planner = planner;
        this.attempts = attempts;
    }

    @Override
    public Answer handle(Call call, Next next) {
        Optional<Models.Model> model = models.find(call);
        if (model.isEmpty()) {
            return models.unknown(call.operation().model());
        }
        Plan plan = planned(call, model.get());
        return plan.order().isEmpty()
                ? plan.refusal()
                : attempts.answer(
                        model.get(),
                        plan.targets(),
                        call,
                        attempt -> plan.attempt(attempt, lastHour(model.get(), attempt), next));
    }

    private LastHour lastHour(Models.Model model, Call attempt) {
        return attempts.deployments().health(model, attempt.chosenTarget()).lastHour();
    }

    private Plan planned(Call call, Models.Model model) {
        long start = call.recording().elapsedNanos();
        Plan plan = planner.plan(call, model);
        if (plan.isChoice()) {
            call.recording().span("routing", start, plan.attributes());
        }
        return plan;
    }
}
