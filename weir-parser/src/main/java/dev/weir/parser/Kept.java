package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Embedded;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps back what is read of a file in a file until its outcome is known, which comes first. A long one is passed on as
 * read before; should it then end otherwise, its outcome is told once more after it.
 */
final class Kept implements Consumer<ParseEvent> {
    private static final int MOST = 2 << 20;

    private final Consumer<ParseEvent> to;
    private final Embedded ifLong;
    private final List<ParseEvent> events = new ArrayList<>();
    private int characters;
    private boolean isPassedOn;
    private boolean hasWords;

    /** @param ifLong what is told of a long one before it */
    Kept(Consumer<ParseEvent> to, Embedded ifLong) {
        this.to = to;
        this.ifLong = ifLong;
    }

    boolean hasWords() {
        return hasWords;
    }

    @Override
    public void accept(ParseEvent event) {
        switch (event) {
            case ParseEvent.Block block -> keep(block, block.text().length());
            case ParseEvent.Embedded embedded -> keep(embedded, embedded.name().length());
            case ParseEvent.Page page -> {
                // Pages are those of the whole file; in a file in it they say nothing.
            }
            case ParseEvent.Title title -> keep(new ParseEvent.Block(ParseEvent.Kind.HEADING, 1, title.title()), 0);
            case ParseEvent.Ended ended -> throw new IllegalStateException("an end in mid-file: " + ended);
        }
    }

    private void keep(ParseEvent event, int length) {
        hasWords |= event instanceof ParseEvent.Block;
        if (isPassedOn) {
            to.accept(event);
            return;
        }
        events.add(event);
        characters += length;
        if (characters > MOST) {
            passOn(ifLong);
        }
    }

    private void passOn(Embedded first) {
        isPassedOn = true;
        to.accept(first);
        events.forEach(to);
        events.clear();
    }

    void tell(Embedded embedded) {
        if (!isPassedOn) {
            passOn(embedded);
        } else if (embedded.outcome() != Outcome.READ) {
            to.accept(embedded);
        }
    }
}
