package dev.weir.app;

import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Provider;
import java.util.List;

/** Stands in for the models of this process. */
final class NoModels implements Provider {
    @Override
    public Answer call(Call call) {
        return Answer.Refused.of(ErrorCode.MODEL_NOT_FOUND, "There is no model in this process.");
    }

    @Override
    public List<String> models() {
        return List.of();
    }
}
