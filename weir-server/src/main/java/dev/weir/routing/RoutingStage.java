package dev.weir.routing;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Finds the model and has its deployments asked. */
final class RoutingStage implements Stage {
    private final Models models;
    private final Attempts attempts;

    RoutingStage(Models models, Attempts attempts) {
        this.models = models;
        this.attempts = attempts;
    }

    @Override
    public Answer handle(Call call, Next next) {
        Optional<Models.Model> model = models.find(call.operation().model());
        if (model.isEmpty()) {
            return unknown(call.operation().model());
        }
        return attempts.answer(model.get(), model.get().deployments(), call, next);
    }

    private Refused unknown(String name) {
        List<String> near = models.near(name);
        String hint = near.isEmpty()
                ? "GET /v1/models lists what there is."
                : "Did you mean " + String.join(" or ", near) + "?";
        return Refused.of(ErrorCode.MODEL_NOT_FOUND, "There is no model '" + name + "'.", "model", hint);
    }
}
