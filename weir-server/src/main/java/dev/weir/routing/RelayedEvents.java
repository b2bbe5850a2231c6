package dev.weir.routing;

import dev.weir.spi.Event;
import dev.weir.spi.Events;
import org.jspecify.annotations.Nullable;

/** A stream that is being passed on; a break in it is held against the deployment. */
final class RelayedEvents implements Events {
    private final Events source;
    private final Rounds rounds;

    RelayedEvents(Events source, Rounds rounds) {
        this.source = source;
        this.rounds = rounds;
    }

    @Override
    public @Nullable Event next() {
        Event event = source.next();
        if (event instanceof Event.Failed failed) {
            rounds.broke(failed.refusal());
        }
        return event;
    }

    @Override
    public void close() {
        source.close();
    }
}
