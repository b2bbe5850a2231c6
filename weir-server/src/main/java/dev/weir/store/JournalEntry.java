package dev.weir.store;

import org.jspecify.annotations.Nullable;

/**
 * A record of the journal, still encoded; decoded once for all who follow the journal in memory. Thread-safe. Nobody
 * changes the payload.
 */
public final class JournalEntry {
    private final long position;
    private final int type;
    private final byte[] payload;
    private volatile @Nullable Projected projected;

    /**
     * @param position the position after it, which names it
     * @param type see {@link JournalCodec}
     */
    public JournalEntry(long position, int type, byte[] payload) {
        this.position = position;
        this.type = type;
        this.payload = payload;
    }

    public long position() {
        return position;
    }

    public int type() {
        return type;
    }

    public byte[] payload() {
        return payload;
    }

    /** As databases want it. */
    Projected projected(JournalCodec codec) {
        Projected known = projected;
        if (known == null) {
            known = codec.projected(this);
            projected = known;
        }
        return known;
    }
}
