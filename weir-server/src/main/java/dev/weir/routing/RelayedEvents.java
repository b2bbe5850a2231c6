package dev.weir.routing;

import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import org.jspecify.annotations.Nullable;

/** A stream that is being passed on. When it breaks, whoever can go on faithfully does; else the failure is its end. */
final class RelayedEvents implements Events {
    private final Rounds rounds;
    private final Said said = new Said();
    private volatile Events source;
    private boolean goneOn;

    RelayedEvents(Events source, Rounds rounds) {
        this.source = source;
        this.rounds = rounds;
    }

    @Override
    public @Nullable Event next() {
        Event event = nextOfSource();
        while (event instanceof Event.Failed failed) {
            source.close();
            Events rest = rounds.goOn(said, failed.refusal());
            if (rest == null) {
                rounds.settle();
                return event;
            }
            source = rest;
            goneOn = true;
            event = nextOfSource();
        }
        if (event == null) {
            rounds.settle();
        }
        if (event instanceof Event.Chunk chunk && rounds.hasOthers()) {
            said.add(chunk);
        }
        return event;
    }

    /**
     * The second deployment's event that only names the role is not passed on: the caller has had one. Where events have
     * places and numbers, the others are written anew, to fit behind those of the first.
     */
    private @Nullable Event nextOfSource() {
        Event event = source.next();
        while (goneOn && event instanceof Event.Chunk chunk && Opening.isSilent(chunk)) {
            event = source.next();
        }
        boolean fits = !goneOn || rounds.caller() == Dialect.OPENAI_CHAT;
        return !fits && event instanceof Event.Chunk chunk ? chunk.anew() : event;
    }

    @Override
    public void close() {
        source.close();
        rounds.settle();
    }
}
