package dev.weir.routing;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Target;
import java.util.List;
import java.util.Optional;

/** Chooses the deployment. */
final class RoutingStage implements Stage {
    private final Models models;

    RoutingStage(Models models) {
        this.models = models;
    }

    @Override
    public Answer handle(Call call, Next next) {
        Optional<Models.Model> model = models.find(call.operation().model());
        if (model.isEmpty()) {
            return unknown(call.operation().model());
        }
        Target target = model.get().first();
        call.recording().routed(target);
        return next.proceed(call.withTarget(target, model.get().timeouts()));
    }

    private Refused unknown(String name) {
        List<String> near = models.near(name);
        String hint = near.isEmpty()
                ? "GET /v1/models lists what there is."
                : "Did you mean " + String.join(" or ", near) + "?";
        return Refused.of(ErrorCode.MODEL_NOT_FOUND, "There is no model '" + name + "'.", "model", hint);
    }
}
