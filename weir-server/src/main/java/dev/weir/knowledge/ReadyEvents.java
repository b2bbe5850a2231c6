package dev.weir.knowledge;

import dev.weir.spi.Answer;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events that are all there already; ends early when the caller leaves. */
final class ReadyEvents implements Events {
    private final Iterator<Event> events;
    private final Cancellation cancellation;
    private boolean over;

    ReadyEvents(List<Event> events, Cancellation cancellation) {
        this.events = events.iterator();
        this.cancellation = cancellation;
    }

    @Override
    public @Nullable Event next() {
        if (over || !events.hasNext()) {
            return null;
        }
        if (cancellation.isCancelled()) {
            over = true;
            return new Event.Failed(Answer.Refused.of(ErrorCode.CANCELLED, "The caller left."));
        }
        return events.next();
    }

    @Override
    public void close() {
        over = true;
    }
}
