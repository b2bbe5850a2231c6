package dev.weir.provider;

import dev.weir.pipeline.FinishingEvents;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Event;
import dev.weir.spi.Events;

/** Holds the providers that are there when a call begins until it is over. */
final class HoldStage implements Stage {
    private final Providers providers;

    HoldStage(Providers providers) {
        this.providers = providers;
    }

    @Override
    public Answer handle(Call call, Next next) {
        Generation held = providers.enter();
        Answer answer = null;
        try {
            answer = next.proceed(call);
        } finally {
            if (!(answer instanceof Answer.Streamed)) {
                providers.leave(held);
            }
        }
        return answer instanceof Answer.Streamed streamed
                ? new Answer.Streamed(new HeldEvents(streamed.events(), held))
                : answer;
    }

    /** A stream that is over when its last event was read, or it is closed. */
    private final class HeldEvents extends FinishingEvents {
        private final Generation held;

        HeldEvents(Events source, Generation held) {
            super(source);
            this.held = held;
        }

        @Override
        protected Event seen(Event event) {
            return event;
        }

        @Override
        protected void finished(Ending ending) {
            providers.leave(held);
        }
    }
}
