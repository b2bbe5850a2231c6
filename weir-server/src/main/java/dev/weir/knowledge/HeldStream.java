package dev.weir.knowledge;

import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that is awaited before it is passed on, to its end or until its text is longer than is judged. */
final class HeldStream implements Events {
    private final Events source;
    private final ArrayDeque<Event> held = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Delta> others = new ArrayList<>();
    private @Nullable Usage usage;
    private boolean broken;
    private boolean tooLong;

    private HeldStream(Events source) {
        this.source = source;
    }

    static HeldStream of(Events source, int longest) {
        HeldStream stream = new HeldStream(source);
        Event event = source.next();
        while (event != null) {
            stream.hold(event);
            stream.tooLong = stream.text.length() > longest;
            event = stream.tooLong ? null : source.next();
        }
        return stream;
    }

    private void hold(Event event) {
        held.add(event);
        switch (event) {
            case Event.Chunk chunk -> {
                usage = chunk.usage() == null ? usage : chunk.usage();
                chunk.deltas().forEach(this::hear);
            }
            case Event.Failed _ -> broken = true;
        }
    }

    private void hear(Delta delta) {
        if (delta.choice() == 0) {
            text.append(delta.text());
            others.add(Rewritten.withoutText(delta));
        }
    }

    boolean isBroken() {
        return broken;
    }

    boolean isTooLong() {
        return tooLong;
    }

    /** Of the first choice. */
    String text() {
        return text.toString();
    }

    /** What the first choice has beside its text. */
    List<Delta> others() {
        return others;
    }

    @Nullable
    Usage usage() {
        return usage;
    }

    @Override
    public @Nullable Event next() {
        return held.poll();
    }

    @Override
    public void close() {
        source.close();
    }
}
