package dev.weir.provider;

import dev.weir.pipeline.FinishingEvents;
import dev.weir.spi.Event;
import dev.weir.spi.Events;

/** A stream whose providers are let go when its last event was read, or it is closed. */
final class HeldEvents extends FinishingEvents {
    private final Runnable letGo;

    HeldEvents(Events source, Runnable letGo) {
        super(source);
        this.letGo = letGo;
    }

    @Override
    protected Event seen(Event event) {
        return event;
    }

    @Override
    protected void finished(Ending ending) {
        letGo.run();
    }
}
