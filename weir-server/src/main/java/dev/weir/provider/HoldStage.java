package dev.weir.provider;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;

/** Holds the providers that are there when a call begins until it is over. */
final class HoldStage implements Stage {
    private final Providers providers;

    HoldStage(Providers providers) {
        this.providers = providers;
    }

    @Override
    public Answer handle(Call call, Next next) {
        return providers.holding(held -> next.proceed(call));
    }
}
