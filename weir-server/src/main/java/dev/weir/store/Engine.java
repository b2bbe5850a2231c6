package dev.weir.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where one {@link Database} is, and all that differs between a file of SQLite and a schema of PostgreSQL; the SQL of
 * Daos is the same for both. Thread-safe.
 */
abstract sealed class Engine implements AutoCloseable permits Sqlite, Postgres {
    /** For threads and short messages. */
    abstract String name();

    /** For messages to whoever has to find it. */
    abstract String describe();

    /** How many threads read. */
    abstract int readers();

    /** The connections of one thread. */
    abstract Connections connections(boolean writes) throws SQLException;

    /** Begins a transaction whose statements all see the same state. */
    abstract String beginRead();

    /** Begins a transaction that no other one writes beside. */
    abstract String beginWrite();

    /** Whether commits are on the disk when they return, from now on; {@code writeRepeatable} can do without. */
    abstract void syncOnCommit(Connection connection, boolean wanted) throws SQLException;

    /** Brings the schema up to date. */
    abstract void migrate(Migrations migrations) throws SQLException;

    abstract boolean hasTable(Connection connection, String name) throws SQLException;

    /** The name that a row has without a key. */
    abstract String row();

    /** Does work after which the bytes that it replaced are gone, as far as the engine can see to it. */
    abstract <T> T erasing(Connection connection, SqlFunction<T> work) throws SQLException;

    /** What a failure means to whoever runs Weir. */
    abstract StorageException translate(SQLException failure);

    @Override
    public void close() {}

    /** Lends connections to one thread, one at a time. */
    interface Connections {
        Connection take() throws SQLException;

        /** Takes it back, in no transaction. */
        void giveBack(Connection connection) throws SQLException;

        /** No more are taken. */
        void end() throws SQLException;
    }
}
