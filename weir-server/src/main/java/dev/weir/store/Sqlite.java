package dev.weir.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A file of SQLite. Every thread has a connection of its own, as long as it lives. */
final class Sqlite extends Engine {
    private final Path file;

    Sqlite(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    @Override
    String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    String describe() {
        return file.toString();
    }

    @Override
    int readers() {
        return 2;
    }

    @Override
    Connections connections(boolean writes) throws SQLException {
        Connection own = writes ? SqliteConnections.writer(file) : SqliteConnections.reader(file);
        return new Connections() {
            @Override
            public Connection take() {
                return own;
            }

            @Override
            public void giveBack(Connection connection) {}

            @Override
            public void end() throws SQLException {
                own.close();
            }
        };
    }

    @Override
    String beginRead() {
        return "begin";
    }

    @Override
    String beginWrite() {
        return "begin immediate";
    }

    /** In WAL mode {@code NORMAL} leaves the sync to the checkpoint; the next commit under {@code FULL} covers all before. */
    @Override
    void syncOnCommit(Connection connection, boolean wanted) throws SQLException {
        Sql.of(connection, "pragma synchronous = " + (wanted ? "full" : "normal"))
                .update();
    }

    @Override
    void migrate(Migrations migrations) throws SQLException {
        try (Connection connection = SqliteConnections.writer(file)) {
            migrations.apply(
                    this,
                    connection,
                    flyway -> flyway.dataSource(SqliteConnections.url(file), null, null)
                            .placeholders(Map.of("bytes", "blob", "json", "text")));
        }
    }

    @Override
    boolean hasTable(Connection connection, String name) throws SQLException {
        return Sql.of(connection, "select 1 from sqlite_master where type = 'table' and name = ?")
                        .bind(name)
                        .first(row -> name)
                != null;
    }

    @Override
    String row() {
        return "rowid";
    }

    @Override
    <T> T erasing(Connection connection, SqlFunction<T> work) throws SQLException {
        Sql.of(connection, "pragma secure_delete = on").single(row -> 1);
        T done = work.apply(connection);
        Sql.of(connection, "pragma secure_delete = off").single(row -> 1);
        return done;
    }

    @Override
    StorageException translate(SQLException failure) {
        return SqliteFailures.translate(file, failure);
    }
}
