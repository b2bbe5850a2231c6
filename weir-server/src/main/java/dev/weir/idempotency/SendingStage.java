package dev.weir.idempotency;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.store.StorageException;

/**
 * Stands before every attempt that may be made, and has it written that a key has begun before anything is sent under it.
 * An attempt that there is no money for does not come here: its key stays free.
 */
final class SendingStage implements Stage {
    private final KeyedCalls calls;

    SendingStage(KeyedCalls calls) {
        this.calls = calls;
    }

    @Override
    public Answer handle(Call call, Next next) {
        try {
            calls.sending(call.requestId(), call.recording().id());
        } catch (StorageException e) {
            return Refused.of(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    e.getMessage() + " No call is made whose idempotency key cannot be kept.");
        }
        return next.proceed(call);
    }
}
