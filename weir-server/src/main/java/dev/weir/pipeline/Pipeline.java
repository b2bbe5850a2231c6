package dev.weir.pipeline;

import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import java.util.List;

/** Stages in their order, linked once. */
public final class Pipeline implements Gateway {
    private final Stage.Next first;

    /**
     * @param stages outermost first
     * @param last answers what no stage answered
     */
    public Pipeline(List<Stage> stages, Stage.Next last) {
        Stage.Next next = last;
        for (Stage stage : stages.reversed()) {
            Stage.Next rest = next;
            next = call -> stage.handle(call, rest);
        }
        first = next;
    }

    @Override
    public Answer call(Call call) {
        return first.proceed(call);
    }
}
