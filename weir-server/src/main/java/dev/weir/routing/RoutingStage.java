package dev.weir.routing;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Target;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Chooses the deployment, and the next one if that fails before its answer begins. */
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
        return inOrder(model.get(), call, next);
    }

    /** The next deployment is tried when the last one's failure is one that another may not share. */
    private static Answer inOrder(Models.Model model, Call call, Next next) {
        Iterator<Target> deployments = model.deployments().iterator();
        while (true) {
            Target target = deployments.next();
            call.recording().routed(target);
            Answer answer = next.proceed(call.withTarget(target, model.timeouts())
                    .withLenient(model.lenient().contains(target)));
            boolean another = answer instanceof Refused refused && refused.retryable() && deployments.hasNext();
            if (!another || call.cancellation().isCancelled()) {
                return answer;
            }
        }
    }

    private Refused unknown(String name) {
        List<String> near = models.near(name);
        String hint = near.isEmpty()
                ? "GET /v1/models lists what there is."
                : "Did you mean " + String.join(" or ", near) + "?";
        return Refused.of(ErrorCode.MODEL_NOT_FOUND, "There is no model '" + name + "'.", "model", hint);
    }
}
