package dev.weir.knowledge;

import dev.weir.pipeline.FinishingEvents;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.function.Consumer;

/** A stream that passes as it comes, and whose text is handed over when it is complete. */
final class MarkedEvents extends FinishingEvents {
    private final StringBuilder text = new StringBuilder();
    private final int longest;
    private final Consumer<String> complete;

    MarkedEvents(Events source, int longest, Consumer<String> complete) {
        super(source);
        this.longest = longest;
        this.complete = complete;
    }

    @Override
    protected Event seen(Event event) {
        if (event instanceof Event.Chunk chunk && text.length() <= longest) {
            chunk.deltas().forEach(this::hear);
        }
        return event;
    }

    private void hear(Delta delta) {
        if (delta.choice() == 0) {
            text.append(delta.text());
        }
    }

    @Override
    protected void finished(Ending ending) {
        if (ending == Ending.COMPLETE) {
            complete.accept(text.toString());
        }
    }
}
