package dev.weir.store;

import java.nio.ByteBuffer;

/**
 * A journal record on its way into the databases.
 *
 * @param position the record's position in the journal
 * @param type and {@code payload}: the record as the journal holds it, sealed content included, which {@link
 *     JournalCodec#open} reads again; what a database should keep where it keeps content
 * @param record the record, a closed exchange's content left out
 * @param sealedFrom where in the payload the content's ciphertext stands
 * @param sealedLength how long that is; 0 for a record without content
 */
public record Projected(
        long position, int type, byte[] payload, JournalRecord record, int sealedFrom, int sealedLength) {
    /** A record without content. */
    public Projected(long position, int type, byte[] payload, JournalRecord record) {
        this(position, type, payload, record, 0, 0);
    }

    /** The content's ciphertext, as it stands in the record; empty where there is none. */
    public ByteBuffer sealed() {
        return ByteBuffer.wrap(payload, sealedFrom, sealedLength);
    }
}
