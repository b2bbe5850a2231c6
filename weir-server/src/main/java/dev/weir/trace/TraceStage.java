package dev.weir.trace;

import dev.weir.pipeline.FinishingEvents;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Exchange;
import dev.weir.spi.Status;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records what comes back and closes the exchange exactly once, however it ends. */
final class TraceStage implements Stage {
    private final Consumer<Exchange> store;
    private final SpanExport spans;
    private final Receipts receipts;

    TraceStage(Consumer<Exchange> store, SpanExport spans, Receipts receipts) {
        this.store = store;
        this.spans = spans;
        this.receipts = receipts;
    }

    @Override
    public Answer handle(Call call, Next next) {
        Answer answer;
        try {
            answer = next.proceed(call);
        } catch (RuntimeException | Error bug) {
            settle(call, Refused.of(ErrorCode.INTERNAL_ERROR, "Weir failed at this call: " + bug));
            throw bug;
        }
        return switch (answer) {
            case Answer.Whole whole -> {
                call.recording().add(whole.deltas());
                settle(call, null);
                yield whole;
            }
            case Refused refused -> {
                settle(call, refused);
                yield refused;
            }
            case Answer.Streamed streamed -> new Answer.Streamed(new Traced(streamed.events(), call));
        };
    }

    private void settle(Call call, @Nullable Refused refused) {
        Exchange exchange = call.recording().close(call, statusOf(refused), refused);
        spans.closed(exchange, call.recording().trace());
        store.accept(exchange);
        if (call.options().receipt() && refused == null) {
            call.recording().promised(receipts.of(exchange));
        }
    }

    private static Status statusOf(@Nullable Refused refused) {
        if (refused == null) {
            return Status.OK;
        }
        return refused.code() == ErrorCode.CANCELLED ? Status.CANCELLED : Status.ERROR;
    }

    private final class Traced extends FinishingEvents {
        private final Call call;
        private @Nullable Refused failure;

        Traced(Events source, Call call) {
            super(source);
            this.call = call;
        }

        @Override
        protected Event seen(Event event) {
            switch (event) {
                case Event.Chunk chunk -> call.recording().add(chunk.deltas());
                case Event.Failed failed -> failure = failed.refusal();
            }
            return event;
        }

        @Override
        protected void finished(Ending ending) {
            switch (ending) {
                case COMPLETE -> settle(call, null);
                case FAILED -> settle(call, failure);
                case CLOSED ->
                    settle(call, Refused.of(ErrorCode.CANCELLED, "The caller left before the answer was complete."));
            }
        }
    }
}
