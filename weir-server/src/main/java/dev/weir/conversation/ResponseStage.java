package dev.weir.conversation;

import dev.weir.dialect.OpenAiResponses;
import dev.weir.dialect.ResponseState;
import dev.weir.dialect.ResponseWriter;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.Target;
import dev.weir.store.StorageException;
import java.util.List;

/**
 * What calls of the Responses API have beyond a conversation: the turns before, an answer in their own words, and a
 * response that can be found again. All other calls pass.
 */
final class ResponseStage implements Stage {
    private final KeptResponses responses;
    private final Clock clock;

    ResponseStage(KeptResponses responses, Clock clock) {
        this.responses = responses;
        this.clock = clock;
    }

    @Override
    public Answer handle(Call call, Next next) {
        if (!(call.operation() instanceof Operation.Chat chat)
                || chat.payload().dialect() != Dialect.OPENAI_RESPONSES) {
            return next.proceed(call);
        }
        try {
            ResponseState state = ResponseState.of(chat.payload());
            Turns turns = Turns.of(chat.payload(), earlier(call, state));
            Call whole = state.previous() == null ? call : call.withOperation(turns.chat());
            return written(call, chat.payload(), state, turns, next.proceed(whole));
        } catch (Refusal refusal) {
            return refusal.refused();
        } catch (StorageException e) {
            return Refused.of(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage() + " The response cannot be kept.");
        }
    }

    private List<KeptResponse> earlier(Call call, ResponseState state) {
        return state.previous() == null ? List.of() : responses.conversation(call.principal(), state.previous());
    }

    private Answer written(Call call, Payload request, ResponseState state, Turns turns, Answer answer) {
        call.recording()
                .leftOut(call.recording().leftOut().stream().map(turns::asAsked).toList());
        return switch (answer) {
            case Refused refused -> turns.asAsked(refused);
            case Answer.Whole whole -> {
                byte[] json = json(call, request, state, whole);
                keep(call, request, state, json);
                yield new Answer.Whole(Dialect.OPENAI_RESPONSES, json, whole.deltas(), whole.usage());
            }
            case Answer.Streamed streamed ->
                new Answer.Streamed(new ResponseEvents(
                        streamed.events(),
                        call,
                        state.previous(),
                        writer(call, request),
                        clock,
                        json -> keep(call, request, state, json)));
        };
    }

    private void keep(Call call, Payload request, ResponseState state, byte[] response) {
        if (state.store()) {
            responses.keep(call, request, state.previous(), response);
        }
    }

    private byte[] json(Call call, Payload request, ResponseState state, Answer.Whole whole) {
        if (whole.dialect() != Dialect.OPENAI_RESPONSES) {
            return write(call, request, whole);
        }
        return state.previous() == null ? whole.json() : OpenAiResponses.continuing(whole.json(), state.previous());
    }

    private byte[] write(Call call, Payload request, Answer.Whole whole) {
        ResponseWriter writer = writer(call, request);
        writer.add(whole.deltas(), whole.usage());
        writer.finish(call.recording().citations());
        return writer.whole(model(call), clock.instant());
    }

    private static ResponseWriter writer(Call call, Payload request) {
        return new ResponseWriter(
                call.recording().id().value(), call.recording().startedAt(), model(call), request.json());
    }

    /** The name of the model that answered. */
    static String model(Call call) {
        Target target = call.recording().target();
        if (target == null) {
            return call.operation().model();
        }
        return target.provider().equals("weir") ? target.name() : target.model();
    }
}
