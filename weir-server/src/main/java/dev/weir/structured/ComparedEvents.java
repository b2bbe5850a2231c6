package dev.weir.structured;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose end waits for the comparison: from the first event that says why the answer ended, events are held
 * until all are there. An answer that does not keep to its schema ends with a failure in their place.
 */
final class ComparedEvents implements Events {
    private final Events source;
    private final Expectation expected;
    private final List<Delta> said = new ArrayList<>();
    private final ArrayDeque<Event> held = new ArrayDeque<>(2);
    private boolean ending;
    private boolean over;

    ComparedEvents(Events source, Expectation expected) {
        this.source = source;
        this.expected = expected;
    }

    @Override
    public @Nullable Event next() {
        while (!over) {
            Event event = source.next();
            switch (event) {
                case Event.Chunk chunk -> {
                    said.addAll(chunk.deltas());
                    ending |= chunk.deltas().stream().anyMatch(delta -> delta.finishReason() != null);
                    if (!ending) {
                        return chunk;
                    }
                    held.add(chunk);
                }
                case Event.Failed failed -> {
                    over = true;
                    held.clear();
                    return failed;
                }
                case null -> {
                    over = true;
                    judge();
                }
            }
        }
        return held.poll();
    }

    private void judge() {
        expected.fault(AnswerContent.of(said)).ifPresent(fault -> {
            held.clear();
            held.add(new Event.Failed(fault.refused(expected.call().recording().target())));
        });
    }

    @Override
    public void close() {
        source.close();
    }
}
