package dev.weir.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Turns journal records into rows. Each record is applied once: the rows and the position they come from are committed
 * together. Called by one thread at a time, in the journal's order; an exception stops the projector, which tries the
 * same batch again.
 */
public interface Projection {
    /** A name for messages. */
    String name();

    /** Whether records of this kind are to come in batches; others are not even decoded. */
    default boolean reads(Class<? extends JournalRecord> kind) {
        return true;
    }

    void apply(Connection connection, List<Projected> batch) throws SQLException;
}
