package dev.weir.limits;

import dev.weir.spi.KeyId;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls of one key that wait in one class, oldest first. */
final class KeyLine {
    final KeyId key;
    final ProjectLine project;
    /** Since when somebody waits here. */
    final long since;

    private final Set<Ticket> waiting = new LinkedHashSet<>();

    KeyLine(KeyId key, ProjectLine project, long since) {
        this.key = key;
        this.project = project;
        this.since = since;
    }

    void add(Ticket ticket) {
        waiting.add(ticket);
        ticket.line = this;
    }

    void remove(Ticket ticket) {
        waiting.remove(ticket);
        ticket.line = null;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The one that has waited longest; null if nobody waits. */
    @Nullable
    Ticket oldest() {
        Iterator<Ticket> all = waiting.iterator();
        return all.hasNext() ? all.next() : null;
    }

    Iterable<Ticket> all() {
        return waiting;
    }
}
