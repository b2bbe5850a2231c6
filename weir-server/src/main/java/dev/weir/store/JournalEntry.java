package dev.weir.store;

/**
 * A record of the journal, still encoded.
 *
 * @param position the position after it, which names it
 * @param type see {@link JournalCodec}
 */
public record JournalEntry(long position, int type, byte[] payload) {}
