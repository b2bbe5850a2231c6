package dev.weir.store;

/**
 * A journal record on its way into the databases.
 *
 * @param position the record's position in the journal
 * @param type and {@code payload}: the record as the journal holds it, sealed content included, which {@link
 *     JournalCodec#open} reads again; what a database should keep where it keeps content
 * @param record the record, a closed exchange's content left out
 */
public record Projected(long position, int type, byte[] payload, JournalRecord record) {}
