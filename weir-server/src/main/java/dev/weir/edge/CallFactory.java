package dev.weir.edge;

import dev.weir.http.Request;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.Call;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Recording;
import dev.weir.spi.WeirOptions;
import java.util.List;

/** Turns a request that was understood into a call, with a recording of its own. */
final class CallFactory {
    private final Clock clock;
    private final IdSource ids;

    CallFactory(Clock clock, IdSource ids) {
        this.clock = clock;
        this.ids = ids;
    }

    Call make(Request request, Operation operation, WeirOptions options) {
        Recording recording = new Recording(new ExchangeId(ids.next("ex_")), clock, clock::nanoTime);
        return new Call(
                request.id(),
                operation,
                request.tags().isEmpty() ? options : options.withTags(request.tags()),
                request.principal(),
                recording.startedAt().plus(Outbound.Timeouts.LONGEST),
                request.cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }
}
